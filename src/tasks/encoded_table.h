// The encoded rows of a table: what its models are trained on.
#pragma once

#include "data/folds.h"
#include "features/table_pipeline.h"
#include "tasks/table_parts.h"

namespace ingot {

struct EncodedTable {
  TablePipeline pipeline;
  Tensor train, valid, test;  ///< f32 (rows, pipeline.width())

  /// The features of one view, f32 (rows, width).
  [[nodiscard]] static Tensor of_view(const Tensor& all, const FeatureView& view);
};

/// What one model is trained on, and what its best state is chosen on.
struct LearningRows {
  Tensor train, valid;  ///< f32 (rows, pipeline.width())
  std::vector<double> train_targets, valid_targets;
  std::vector<float> train_weights, valid_weights;  ///< empty: all alike
};

/// Training and validation rows as the parts have them.
[[nodiscard]] LearningRows learning_rows(const EncodedTable& encoded, const TableParts& parts);
/// Both together, training rows first, and their targets.
struct AllRows {
  Tensor features;
  std::vector<double> targets;
  std::vector<float> weights;  ///< empty: all alike
};
[[nodiscard]] AllRows all_learning_rows(const EncodedTable& encoded, const TableParts& parts);
/// The rows of `all` as a fold divides them.
[[nodiscard]] LearningRows fold_rows(const AllRows& all, const Fold& fold);

/// Fits the pipeline on the training rows and encodes all parts.
[[nodiscard]] EncodedTable encode(const TableParts& parts, const std::vector<ViewChoice>& views,
                                  int num_threads);

}  // namespace ingot
