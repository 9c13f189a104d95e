// A product: what `build` makes and what everything else loads.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ingot/data.h"
#include "ingot/table_check.h"
#include "ingot/tensor.h"

namespace ingot {

/// A loaded product: from raw rows to predictions. The same bits as `ingot evaluate` and
/// `ingot predict` give, whatever the number of rows and threads. One thread at a time may use it.
class Product {
 public:
  /// Loads a product's folder. Nothing but its manifest, pipeline and model is read.
  ///
  /// errors    not_a_product, unfinished_product, newer_product, bad_manifest, damaged_product;
  ///           other_input when the product takes texts
  explicit Product(const std::filesystem::path& folder, int num_threads = 1);
  ~Product();
  Product(Product&&) noexcept;
  Product& operator=(Product&&) noexcept;

  [[nodiscard]] const std::string& name() const;
  [[nodiscard]] int version() const;
  [[nodiscard]] const std::string& task() const;
  /// Names of the classes, in the order of the probabilities; empty when numbers are predicted.
  [[nodiscard]] const std::vector<std::string>& class_names() const;
  /// Whether a row may have several of the classes.
  [[nodiscard]] bool is_multi_label() const { return !thresholds().empty(); }
  /// From which probability on each class is called, where a row may have several; else empty.
  [[nodiscard]] const std::vector<float>& thresholds() const;
  /// Of two classes: from which probability on class 1 is called, where the product has such a
  /// threshold; else the more probable class is.
  [[nodiscard]] std::optional<float> call_from() const;
  /// Whether raw rows are those of a table; else they are pictures.
  [[nodiscard]] bool is_table() const;
  /// Whether rows of a table are steps of sequences, or each a sequence: then answers and checks
  /// are of sequences, in the order in which they appear.
  [[nodiscard]] bool is_sequences() const;
  /// Shape of one raw picture: (channels, height, width); empty for tables.
  [[nodiscard]] const Shape& input_shape() const;
  /// How pictures of another aspect were brought to that shape when it was built.
  [[nodiscard]] PictureFit picture_fit() const;

  /// Probabilities f32 (rows, classes) for raw rows, u8 (rows, channels, height, width); each row
  /// sums to 1 unless it may have several classes.
  ///
  /// errors    shape_mismatch, dtype_mismatch; other_input when the product takes tables
  /// cost      one pass of the network for every 128 rows
  [[nodiscard]] Tensor predict(const Tensor& rows);
  /// The same for pictures that are read as they are needed.
  [[nodiscard]] Tensor predict(const PictureSource& rows);
  /// Probabilities f32 (rows, classes), or numbers (rows, 1), for raw rows of a table: the columns
  /// that the product was built with, in any order, and any others. A name may differ in case,
  /// blanks and marks.
  ///
  /// errors    missing_column; other_input when the product takes pictures
  [[nodiscard]] Tensor predict(const Table& rows);
  [[nodiscard]] Tensor predict(const TableSource& rows);
  /// How these rows, and all of them together, differ from the training rows. Changes no
  /// prediction; rows that are `refused` should get none. A product that was built before there
  /// were such checks finds nothing.
  ///
  /// errors    other_input when the product takes pictures
  [[nodiscard]] TableCheck check(const Table& rows) const;
  [[nodiscard]] TableCheck check(const TableSource& rows) const;
  /// What the sequences in these rows are called, one for each answer.
  ///
  /// errors    other_input when the product takes no sequences; missing_column
  [[nodiscard]] std::vector<std::string> sequence_names(const TableSource& rows) const;
  /// Between which numbers the truth lies with a probability of `interval_level`: f32 (rows, 2),
  /// low and high, for predicted numbers (rows, 1); an empty tensor where the product has no
  /// intervals.
  [[nodiscard]] Tensor intervals(const Tensor& predicted) const;
  /// 0 where the product has no intervals.
  [[nodiscard]] double interval_level() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ingot
