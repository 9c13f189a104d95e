// The header of NumPy's array files.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ingot/tensor.h"

namespace ingot {

enum class ArrayOrder { c, fortran };

struct NpyHeader {
  /// "<f4": byte order, kind, bytes.
  std::string element;
  ArrayOrder order = ArrayOrder::c;
  Shape shape;
};

/// The dictionary after the magic and its length, a Python literal.
/// errors    std::nullopt unless it has exactly `descr` (a string), `fortran_order` and `shape`
[[nodiscard]] std::optional<NpyHeader> parse_npy_header(std::string_view dictionary);

}  // namespace ingot
