// What the layers that drop values while training share.
#pragma once

#include "nn/layer_def.h"

namespace ingot {

/// Values of `x` become 0 with probability `rate`, an option of the layer, while training; the rest
/// grows by 1 / (1 - rate). Along the axes from `first_shared` on, values are dropped together.
///
/// errors    bad_option
[[nodiscard]] Value drop(LayerContext& c, const Value& x, int first_shared);

}  // namespace ingot
