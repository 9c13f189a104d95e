#include "ops/normalization.h"

namespace ingot {

OpDef define_global_max_pool() {
  return {
      .name = "global_max_pool",
      .doc =
          "Largest value over all spatial axes, which stay with size 1; NaN where one is NaN.\n"
          "Over no elements: -inf.\n"
          "Source: Oquab et al. 2015, Is object localization for free?, sec. 3.",
      .inputs = {{"x", "float tensor (batch, channels, spatial...)"}},
      .infer =
          [](const NodeView& n) {
            n.require_float(0);
            Shape y = n.input_type(0).shape;
            n.require(y.rank() >= 3, text("at least 1 spatial axis", "须有至少 1 个空间轴"));
            for (int axis = 2; axis < y.rank(); ++axis) y.set(axis, 1);
            return TensorTypes(TensorType{n.input_type(0).dtype, y});
          },
      .traits = {Trait::rowwise},
      .expand = [](Builder& g, const NodeView& n) -> Values {
        return {g.max(n.input(0), axes_from(n.input(0).rank(), 2), keep_dims)};
      },
      .onnx = {.name = "GlobalMaxPool", .since = 1},
      .samples = {"f32[2,3,4,4] kinks", "f64[1,2,5] kinks", "f32[0,2,3,3]",
                  "bf16[1,2,2,2,2] kinks"},
  };
}

}  // namespace ingot
