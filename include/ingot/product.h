// A product: what `build` makes and what everything else loads.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "ingot/data.h"
#include "ingot/tensor.h"

namespace ingot {

/// A loaded product: from raw rows to predictions. The same bits as `ingot evaluate` and
/// `ingot predict` give, whatever the number of rows and threads. One thread at a time may use it.
class Product {
 public:
  /// Loads a product's folder. Nothing but its manifest, pipeline and model is read.
  ///
  /// errors    not_a_product, unfinished_product, newer_product, bad_manifest, damaged_product
  explicit Product(const std::filesystem::path& folder, int num_threads = 1);
  ~Product();
  Product(Product&&) noexcept;
  Product& operator=(Product&&) noexcept;

  [[nodiscard]] const std::string& name() const;
  [[nodiscard]] int version() const;
  [[nodiscard]] const std::string& task() const;
  /// Names of the classes, in the order of the probabilities; empty when numbers are predicted.
  [[nodiscard]] const std::vector<std::string>& class_names() const;
  /// Shape of one raw row: (channels, height, width).
  [[nodiscard]] const Shape& input_shape() const;

  /// Probabilities f32 (rows, classes) for raw rows, u8 (rows, channels, height, width).
  ///
  /// errors    shape_mismatch, dtype_mismatch
  /// cost      one pass of the network for every 128 rows
  [[nodiscard]] Tensor predict(const Tensor& rows);
  /// The same for pictures that are read as they are needed.
  [[nodiscard]] Tensor predict(const PictureSource& rows);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ingot
