// What the cross-entropies share.
#pragma once

#include "nn/loss_def.h"

namespace ingot {

/// Probabilities clamped away from 0 and 1, so that their logarithm is finite.
[[nodiscard]] Value clamped_probabilities(const LossInputs& in);
/// The option `label_smoothing`. errors: bad_option
[[nodiscard]] double read_smoothing(const LossInputs& in);
/// `hits` moved towards uniform by the option `label_smoothing`.
[[nodiscard]] Value smoothed(const LossInputs& in, const Value& hits);
/// -sum hits log(softmax) over the last axis, from logits where there are any.
[[nodiscard]] Value cross_entropy(const LossInputs& in, const Value& hits);
/// The option `class_weights`: no numbers, or `classes`. errors: bad_option
[[nodiscard]] const Numbers& read_class_weights(const LossInputs& in, std::int64_t classes);
/// (1 - p)^gamma of the option `focal_gamma`, from `miss` = 1 - p; null where gamma is 0.
[[nodiscard]] Value focal_factor(const LossInputs& in, const Value& miss);
/// What each row's label multiplies its loss by: class weight and focal factor; null: nothing.
/// `hits` is 1 for the label's class and 0 for the others, (..., classes).
[[nodiscard]] Value class_factor(const LossInputs& in, const Value& hits);

}  // namespace ingot
