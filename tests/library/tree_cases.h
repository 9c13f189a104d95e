// Rows for trees, and what XGBoost itself predicts.
#pragma once

#include <random>

#include "train/boosted_trees.h"

namespace ingot::testing {

/// Columns of several scales with many ties, one value in twelve missing; the labels follow from
/// the first columns with noise.
///
/// binary, classes   0 ... num_classes - 1
/// others            numbers, for `count` whole ones
[[nodiscard]] TreeBatch drawn_rows(TreeObjective objective, std::int64_t rows, std::uint64_t seed,
                                   std::int64_t columns = 6, std::int64_t num_classes = 3);

/// Rows [first, first + count) of a batch.
[[nodiscard]] TreeBatch part_of(const TreeBatch& batch, std::int64_t first, std::int64_t count);

/// Sums of the leaves by the library, (rows, outputs).
[[nodiscard]] Tensor xgboost_margins(const std::string& model, const Tensor& x);

/// The sums by our graph.
[[nodiscard]] Tensor own_margins(const BoostedTrees& model, const Tensor& x);

/// The graph's output.
[[nodiscard]] Tensor predictions(const BoostedTrees& model, const Tensor& x);

}  // namespace ingot::testing
