// The encoded rows of a table: what its models are trained on.
#pragma once

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
};

/// Training and validation rows as the parts have them.
[[nodiscard]] LearningRows learning_rows(const EncodedTable& encoded, const TableParts& parts);
/// The same rows, all of them, divided anew: `fold` of `folds` is held out; each class (or tenth of
/// the numbers) in its proportion.
[[nodiscard]] LearningRows fold_rows(const EncodedTable& encoded, const TableParts& parts,
                                     const std::vector<std::int64_t>& held_out);

/// Fits the pipeline on the training rows and encodes all parts.
[[nodiscard]] EncodedTable encode(const TableParts& parts, const std::vector<ViewChoice>& views,
                                  int num_threads);

}  // namespace ingot
