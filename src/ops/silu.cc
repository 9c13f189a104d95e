#include "ops/common.h"

namespace ingot {

OpDef define_silu() {
  return {
      .name = "silu",
      .doc =
          "x * sigmoid(x); NaN at -infinity.\n"
          "Gradient: s (1 + x (1 - s)) with s = sigmoid(x).\n"
          "Source: Elfwing et al. 2018, eq. 1.",
      .inputs = {{"x", "float tensor"}},
      .infer = infer_float,
      .scalar = [](const NodeView&,
                   std::span<const Expr> x) { return x[0] / (1.0 + scalar::exp(-x[0])); },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        const Value x = n.input(0), s = g.sigmoid(x);
        return {dy[0] * (s * (1.0 + x * (1.0 - s)))};
      },
      .samples = {"f32[3,5]", "f64[7] range=-6..6", "bf16[2,3]", "f32[0,4]", "f64[] range=0.1..1",
                  "f32[5] range=-200..200 nograd"},
  };
}

}  // namespace ingot
