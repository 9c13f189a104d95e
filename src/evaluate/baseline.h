// The model that looks at nothing: what any other has to beat.
#pragma once

#include "ingot/evaluate.h"

namespace ingot {

/// The same answer for every row of `predictions`. Classes: their shares in `training_truth`, so
/// that the majority is called. Label sets: the share of rows that have each; those of at least
/// half the rows are called, or the most frequent one. Numbers: the mean.
///
/// errors   bad_label, shape_mismatch
[[nodiscard]] Predictions constant_predictions(const Predictions& predictions,
                                               const Tensor& training_truth);

}  // namespace ingot
