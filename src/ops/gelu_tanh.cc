#include <cmath>
#include <numbers>

#include "ops/common.h"

namespace ingot {

OpDef define_gelu_tanh() {
  return {
      .name = "gelu_tanh",
      .doc =
          "x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3))), within 5e-4 of gelu; NaN at\n"
          "-infinity.\n"
          "Source: Hendrycks and Gimpel 2016.",
      .inputs = {{"x", "float tensor"}},
      .infer = infer_float,
      .scalar = [](const NodeView&, std::span<const Expr> x) -> Expr {
        const double scale = std::sqrt(2.0 / std::numbers::pi);
        return 0.5 * x[0] * (1.0 + scalar::tanh(scale * x[0] * (1.0 + 0.044715 * (x[0] * x[0]))));
      },
      .samples = {"f32[3,5]", "f64[7] range=-6..6", "bf16[2,3]", "f32[0,4]", "f64[] range=0.1..1",
                  "f32[5] range=-200..200 nograd"},
  };
}

}  // namespace ingot
