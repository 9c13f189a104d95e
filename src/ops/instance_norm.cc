#include "ops/normalization.h"

namespace ingot {

OpDef define_instance_norm() {
  return {
      .name = "instance_norm",
      .doc =
          "(x - mean) / sqrt(variance + epsilon) scale + offset, with mean and (biased) variance\n"
          "over the spatial axes of each row and channel.\n"
          "Source: Ulyanov et al. 2016, Instance normalization.",
      .inputs = {{"x", "float tensor (batch, channels, spatial...)"},
                 {"scale", "float tensor (channels)"},
                 {"offset", "float tensor (channels)"}},
      .attrs = {{"epsilon", 1e-5, "added to the variance"}},
      .infer =
          [](const NodeView& n) {
            require_per_channel(n, 2);
            n.require(n.input_type(0).rank() >= 3,
                      text("at least 1 spatial axis", "须有至少 1 个空间轴"));
            return infer_same(n);
          },
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const std::int64_t channels = std::max<std::int64_t>(1, n.input(0).shape()[1]);
        return {g.group_norm(n.input(0), n.input(1), n.input(2), channels, n.number("epsilon"))};
      },
      .onnx = {.name = "InstanceNormalization", .since = 6, .attrs = {{"epsilon", "epsilon"}}},
      .samples = {"f32[2,3,4] f32[3] f32[3]", "f64[2,2,3,2] f64[2] f64[2]",
                  "f64[1,3,5] f64[3] f64[3] epsilon=0.1", "f32[0,4,2] f32[4] f32[4]",
                  "bf16[2,4,3] bf16[4] bf16[4]"},
  };
}

}  // namespace ingot
