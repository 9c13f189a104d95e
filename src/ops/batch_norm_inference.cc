#include "ops/normalization.h"

namespace ingot {

OpDef define_batch_norm_inference() {
  return {
      .name = "batch_norm_inference",
      .doc =
          "y = (x - mean) / sqrt(variance + epsilon) scale + offset with given statistics per\n"
          "channel. 16-bit types are computed in f32.\n"
          "Source: Ioffe and Szegedy 2015, Batch normalization, alg. 2.",
      .inputs = {{"x", "float tensor (batch, channels, ...)"},
                 {"scale", "float tensor (channels)"},
                 {"offset", "float tensor (channels)"},
                 {"mean", "float tensor (channels)"},
                 {"variance", "float tensor (channels), at least 0"}},
      .attrs = {{"epsilon", 1e-5, "added to the variance"}},
      .infer =
          [](const NodeView& n) {
            require_per_channel(n, 4);
            return infer_same(n);
          },
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value x = widened(g, n.input(0));
        const int rank = x.rank();
        const Value inverse = inverse_deviation(g, widened(g, n.input(4)), n.number("epsilon"));
        const Value factor = inverse * widened(g, n.input(1));
        const Value y =
            (x - per_channel(g, widened(g, n.input(3)), rank)) * per_channel(g, factor, rank) +
            per_channel(g, widened(g, n.input(2)), rank);
        return {narrowed(g, y, n.input(0).dtype())};
      },
      .onnx = {.name = "BatchNormalization", .since = 15, .attrs = {{"epsilon", "epsilon"}}},
      .samples = {"f32[4,3] f32[3] f32[3] f32[3] f32[3] range4=0.5..2",
                  "f64[2,3,2,2] f64[3] f64[3] f64[3] f64[3] range4=0.5..2",
                  "f64[3,2,4] f64[2] f64[2] f64[2] f64[2] epsilon=0.1 range4=0..1",
                  "f32[0,3] f32[3] f32[3] f32[3] f32[3] range4=0.5..2",
                  "bf16[4,3] bf16[3] bf16[3] bf16[3] bf16[3] range4=0.5..2"},
  };
}

}  // namespace ingot
