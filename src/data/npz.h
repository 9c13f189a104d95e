// NumPy's archives of arrays: a ZIP file of .npy files.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ingot/tensor.h"

namespace ingot {

/// An archive as numpy.savez and numpy.savez_compressed write it. Its arrays are read one by one,
/// each straight into its place.
class NpzFile {
 public:
  /// The bytes outlive it; `name` is for messages. errors: bad_npz
  NpzFile(std::string_view bytes, std::string name);
  ~NpzFile();
  NpzFile(const NpzFile&) = delete;
  NpzFile& operator=(const NpzFile&) = delete;

  /// Of the arrays, as they lie in the file: "x_train" for the entry "x_train.npy".
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  [[nodiscard]] bool has(std::string_view array) const;
  /// errors    bad_npz (no such array, encrypted, another compression than deflate, damaged, sizes
  ///           that deflate cannot have made), bad_npy
  [[nodiscard]] Tensor read(const std::string& array) const;

 private:
  struct Zip;
  std::unique_ptr<Zip> zip_;
  std::string name_;
  std::vector<std::string> names_;
};

}  // namespace ingot
