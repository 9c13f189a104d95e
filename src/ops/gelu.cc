#include <numbers>

#include "ops/common.h"

namespace ingot {

OpDef define_gelu() {
  return {
      .name = "gelu",
      .doc =
          "x times the normal distribution function: x / 2 * (1 + erf(x / sqrt(2))); NaN at\n"
          "-infinity.\n"
          "Source: Hendrycks and Gimpel 2016.",
      .inputs = {{"x", "float tensor"}},
      .infer = infer_float,
      .scalar =
          [](const NodeView&, std::span<const Expr> x) {
            return 0.5 * x[0] * (1.0 + scalar::erf(x[0] * (1.0 / std::numbers::sqrt2)));
          },
      .samples = {"f32[3,5]", "f64[7] range=-6..6", "bf16[2,3]", "f32[0,4]", "f64[] range=0.1..1",
                  "f32[5] range=-200..200 nograd"},
  };
}

}  // namespace ingot
