// What the normalisation layers share.
#pragma once

#include "nn/layer_def.h"

namespace ingot {

/// Option `axis` for `x`, from 1 on. errors: bad_option (outside x, or the rows), bad_layer_input
[[nodiscard]] int normalized_axis(const LayerContext& c, const Value& x);
/// Weight "scale", which starts at 1; without option `use_scale` constant ones.
[[nodiscard]] Value scale_or_ones(LayerContext& c, DType dtype, const Shape& shape);
/// Weight "offset", which starts at 0; without option `use_offset` constant zeros.
[[nodiscard]] Value offset_or_zeros(LayerContext& c, DType dtype, const Shape& shape);

}  // namespace ingot
