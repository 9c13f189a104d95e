#include "ops/common.h"

namespace ingot {

OpDef define_mish() {
  return {
      .name = "mish",
      .doc =
          "x * tanh(log(1 + exp(x))); NaN at -infinity.\n"
          "Source: Misra 2019, eq. 1.",
      .inputs = {{"x", "float tensor"}},
      .infer = infer_float,
      .scalar = [](const NodeView&, std::span<const Expr> x) -> Expr {
        const Expr softplus =
            scalar::max(0.0, x[0]) + scalar::log1p(scalar::exp(scalar::min(x[0], -x[0])));
        return x[0] * scalar::tanh(softplus);
      },
      .samples = {"f32[3,5]", "f64[7] range=-6..6", "bf16[2,3]", "f32[0,4]", "f64[] range=0.1..1",
                  "f32[5] range=-200..200 nograd", "f64[2] range=0..0"},
  };
}

}  // namespace ingot
