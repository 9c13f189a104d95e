#include "ops/normalization.h"

namespace ingot {

OpDef define_global_avg_pool() {
  return {
      .name = "global_avg_pool",
      .doc =
          "Mean over all spatial axes, which stay with size 1. Over no elements: NaN.\n"
          "Source: Lin et al. 2014, Network in network, sec. 3.2.",
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
        return {g.mean(n.input(0), axes_from(n.input(0).rank(), 2), keep_dims)};
      },
      .onnx = {.name = "GlobalAveragePool", .since = 1},
      .samples = {"f32[2,3,4,4]", "f64[1,2,5]", "f32[0,2,3,3]", "bf16[1,2,2,2,2]"},
  };
}

}  // namespace ingot
