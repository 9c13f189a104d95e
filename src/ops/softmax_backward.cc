#include "ops/common.h"
#include "ops/operand.h"

namespace ingot {

OpDef define_softmax_backward() {
  return {
      .name = "softmax_backward",
      .doc =
          "Gradient of softmax from its output: dx = y (dy - sum(y dy)), summed along `axis`.\n"
          "Source: Goodfellow et al. 2016, sec. 6.2.2.3.",
      .inputs = {{"y", "output of softmax"}, {"dy", "gradient of y"}},
      .attrs = {{"axis", -1, "axis that sums to 1"}},
      .infer =
          [](const NodeView& n) {
            n.require_float(0);
            n.require_same_dtype(0, 1);
            n.require(n.input_type(0) == n.input_type(1),
                      text("one shape is needed", "形状须相同"));
            (void)n.axis("axis");
            return infer_same(n);
          },
      .traits = {Trait::backward, Trait::training_only},
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value y = widened(g, n.input(0)), dy = widened(g, n.input(1));
        const Value mean = g.sum(y * dy, Ints{n.axis("axis")}, keep_dims);
        return {narrowed(g, y * (dy - mean), n.input(0).dtype())};
      },
      .samples = {"f32[2,5] f32[2,5]", "f32[0,5] f32[0,5]", "f64[4,1,7] f64[4,1,7] axis=0",
                  "bf16[2,9] bf16[2,9]"},
  };
}

}  // namespace ingot
