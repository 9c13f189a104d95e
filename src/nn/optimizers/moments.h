// What the optimizers share.
#pragma once

#include "nn/optimizer_def.h"

namespace ingot {

/// A share such as a momentum. errors: bad_option unless it is in [0, 1)
[[nodiscard]] double read_share(const OptimizerContext& c, std::string_view option);
/// errors: bad_option when it is negative
[[nodiscard]] double read_not_negative(const OptimizerContext& c, std::string_view option);
/// What Adam takes from a weight: rate m / (sqrt(v) + epsilon), with the corrected means m of the
/// gradients and v of their squares. Keeps both as slots.
[[nodiscard]] Value adam_step(OptimizerContext& c);

}  // namespace ingot
