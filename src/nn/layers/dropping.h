// What the layers that drop values while training share.
#pragma once

#include "nn/layer_def.h"

namespace ingot {

/// Values of `x` become 0 with probability `rate`, an option of the layer, while training; the rest
/// grows by 1 / (1 - rate). Along the axes from `first_shared` on, values are dropped together.
///
/// errors    bad_option
[[nodiscard]] Value drop(LayerContext& c, const Value& x, int first_shared);

/// Rows of a table become 0 with probability `dropout`, an option of the layer, while training: a
/// word is dropped wherever it stands in the batch. The rest grows by 1 / (1 - dropout).
///
/// errors    bad_option
/// source    Gal and Ghahramani 2016, sec. 4.2
[[nodiscard]] Value drop_rows(LayerContext& c, const Value& table);

}  // namespace ingot
