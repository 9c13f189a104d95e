// The encoded rows of a table: what its models are trained on.
#pragma once

#include "data/folds.h"
#include "tasks/encoded_rows.h"
#include "tasks/table_parts.h"

namespace ingot {

struct EncodedTable {
  TablePipeline pipeline;
  EncodedRows train, valid, test;
};

/// What one model is trained on, and what its best state is chosen on.
struct LearningRows {
  EncodedRows train, valid;
  std::vector<double> train_targets, valid_targets;  ///< as read_targets has them
  std::vector<float> train_weights, valid_weights;   ///< empty: all alike
};

/// Training and validation rows as the parts have them.
[[nodiscard]] LearningRows learning_rows(const EncodedTable& encoded, const TableParts& parts);
/// The same with `most` training rows, drawn from everywhere among them.
[[nodiscard]] LearningRows some_rows_of(const LearningRows& rows, std::int64_t most,
                                        std::uint64_t seed);
/// Both together, training rows first, and their targets.
struct AllRows {
  EncodedRows train, valid;
  std::vector<double> targets;
  std::vector<float> weights;  ///< empty: all alike

  [[nodiscard]] std::int64_t size() const { return train.size() + valid.size(); }
};
[[nodiscard]] AllRows all_learning_rows(const EncodedTable& encoded, const TableParts& parts);
/// The rows of `all` as a fold divides them, in memory.
[[nodiscard]] LearningRows fold_rows(const AllRows& all, const Fold& fold);

/// Fits the pipeline on the training rows and encodes all parts.
[[nodiscard]] EncodedTable encode(const TableParts& parts, const std::vector<ViewChoice>& views,
                                  int num_threads);

}  // namespace ingot
