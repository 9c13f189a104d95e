// Rows as XGBoost keeps them: each value as the number of its bin.
#pragma once

#include <span>

#include "train/tree_rows.h"

namespace ingot {

struct TreeMatrixOptions {
  int max_bin = 256;
  int num_threads = 1;
};

class TreeMatrix {
 public:
  /// `like`: another matrix whose bins are taken; null: bins by the quantiles of these rows.
  ///
  /// errors    library_missing, shape_mismatch, no_rows, bad_label and bad_feature (not finite),
  /// those
  ///           of `rows`
  /// cost      a few passes over `rows`; 1 or 2 bytes a value stay in memory
  TreeMatrix(TreeRows& rows, const TreeMatrix* like, const TreeMatrixOptions& options);
  ~TreeMatrix();
  TreeMatrix(const TreeMatrix&) = delete;
  TreeMatrix& operator=(const TreeMatrix&) = delete;

  [[nodiscard]] void* handle() const { return handle_; }
  [[nodiscard]] std::int64_t num_rows() const;
  [[nodiscard]] std::int64_t num_columns() const;
  [[nodiscard]] std::span<const float> labels() const { return floats("label"); }
  /// Empty where all rows count alike.
  [[nodiscard]] std::span<const float> weights() const { return floats("weight"); }

 private:
  [[nodiscard]] std::span<const float> floats(const char* field) const;

  void* handle_ = nullptr;
};

/// A dense f32 tensor as XGBoost's functions take it.
[[nodiscard]] std::string array_interface(const Tensor& t);

}  // namespace ingot
