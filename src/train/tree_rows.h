// Rows to train trees on, in batches.
#pragma once

#include <optional>

#include "ingot/tensor.h"

namespace ingot {

/// NaN is a missing value.
struct TreeBatch {
  Tensor x;        ///< f32 (rows, columns)
  Tensor labels;   ///< f32 (rows)
  Tensor weights;  ///< f32 (rows); undefined: all rows count alike
};

/// The same rows in the same order on each pass.
class TreeRows {
 public:
  virtual ~TreeRows() = default;
  virtual void rewind() = 0;
  /// Nothing after the last one.
  [[nodiscard]] virtual std::optional<TreeBatch> next() = 0;
};

/// Rows that are in memory.
class TreeRowsInMemory final : public TreeRows {
 public:
  explicit TreeRowsInMemory(TreeBatch rows) : rows_(std::move(rows)) {}
  void rewind() override { given_ = false; }
  [[nodiscard]] std::optional<TreeBatch> next() override {
    if (std::exchange(given_, true)) return std::nullopt;
    return rows_;
  }

 private:
  TreeBatch rows_;
  bool given_ = false;
};

}  // namespace ingot
