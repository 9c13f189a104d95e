// What the layers of an ensemble share, whose members stand side by side on axis 1.
#pragma once

#include "nn/layer_def.h"

namespace ingot {

/// (batch, width) or (batch, members, width) as (batch, 1 or members, width).
/// errors: bad_layer_input, bad_option unless `members` is at least 1
[[nodiscard]] Value with_members(const LayerContext& c, const Value& x);

}  // namespace ingot
