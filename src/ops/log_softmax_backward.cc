#include "ops/common.h"
#include "ops/operand.h"

namespace ingot {

OpDef define_log_softmax_backward() {
  return {
      .name = "log_softmax_backward",
      .doc =
          "Gradient of log_softmax from its output: dx = dy - exp(y) sum(dy), summed along\n"
          "`axis`.\n"
          "Source: Goodfellow et al. 2016, sec. 6.2.2.3.",
      .inputs = {{"y", "output of log_softmax"}, {"dy", "gradient of y"}},
      .attrs = {{"axis", -1, "axis along which exp(y) sums to 1"}},
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
        const Value dx = dy - g.exp(y) * g.sum(dy, Ints{n.axis("axis")}, keep_dims);
        return {narrowed(g, dx, n.input(0).dtype())};
      },
      .samples = {"f32[2,5] f32[2,5]", "f32[0,5] f32[0,5]", "f64[4,1,7] f64[4,1,7] axis=0",
                  "bf16[2,9] bf16[2,9] range=-3..0"},
  };
}

}  // namespace ingot
