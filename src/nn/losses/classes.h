// What the cross-entropies share.
#pragma once

#include "nn/loss_def.h"

namespace ingot {

/// What each row's label adds beside the loss itself: its class weight and the focal factor
/// (1 - p)^gamma. `hits` is one for the label's class and zero for the others, (..., classes).
[[nodiscard]] Value class_factor(const LossInputs& in, const Value& probabilities,
                                 const Value& hits);
/// Probabilities clamped away from 0 and 1 by 1e-7, so that their logarithm is finite.
[[nodiscard]] Value clamped_probabilities(const LossInputs& in);
/// `hits` moved towards uniform by the option `label_smoothing`.
[[nodiscard]] Value smoothed(const LossInputs& in, const Value& hits);
/// -sum hits log(softmax) over the last axis, from logits where there are any.
[[nodiscard]] Value cross_entropy(const LossInputs& in, const Value& hits);

}  // namespace ingot
