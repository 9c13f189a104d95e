// NumPy's array files made in tests.
#pragma once

#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace ingot {

/// `dictionary` is what stands in the header, such as "{'descr': '<f4', ...}".
[[nodiscard]] std::string npy_of(const std::string& dictionary, const std::string& elements,
                                 int version = 1);
/// An array in C order; `element` is as in NumPy, `shape` as in Python: "(2, 3)".
template <class T>
[[nodiscard]] std::string npy_of(const std::string& element, const std::string& shape,
                                 const std::vector<T>& values) {
  std::string elements(values.size() * sizeof(T), '\0');
  if (!values.empty()) std::memcpy(elements.data(), values.data(), elements.size());
  return npy_of("{'descr': '" + element + "', 'fortran_order': False, 'shape': " + shape + ", }",
                elements);
}

enum class Packing { stored, deflated };
/// A ZIP file of (name, content).
[[nodiscard]] std::string zip_of(const std::vector<std::pair<std::string, std::string>>& entries,
                                 Packing packing);

}  // namespace ingot
