#include "ops/common.h"

namespace ingot {

OpDef define_selu() {
  return {
      .name = "selu",
      .doc =
          "1.0507 * (x where x > 0, else 1.6733 * (exp(x) - 1)): keeps mean 0 and variance 1.\n"
          "Source: Klambauer et al. 2017, eq. 2 and 14.",
      .inputs = {{"x", "float tensor"}},
      .infer = infer_float,
      .scalar = [](const NodeView&, std::span<const Expr> x) -> Expr {
        constexpr double kAlpha = 1.6732632423543772, kScale = 1.0507009873554805;
        return kScale * scalar::select(0.0 < x[0], x[0], kAlpha * scalar::expm1(x[0]));
      },
      .onnx = {.name = "Selu", .since = 6},
      .samples = {"f32[3,5]", "f64[7] range=-6..6", "bf16[2,3]", "f32[0,4]", "f64[] range=0.1..1",
                  "f32[5] range=-200..200 nograd"},
  };
}

}  // namespace ingot
