#include "ops/common.h"

namespace ingot {

OpDef define_elu() {
  return {
      .name = "elu",
      .doc =
          "x where x > 0, else alpha * (exp(x) - 1).\n"
          "Source: Clevert et al. 2016, eq. 15.",
      .inputs = {{"x", "float tensor"}},
      .attrs = {{"alpha", 1.0, "minus the limit at -infinity"}},
      .infer = infer_float,
      .scalar =
          [](const NodeView& n, std::span<const Expr> x) {
            return scalar::select(0.0 < x[0], x[0], n.number("alpha") * scalar::expm1(x[0]));
          },
      .onnx = {.name = "Elu", .since = 6, .attrs = {{"alpha", "alpha"}}},
      .samples = {"f32[3,5]", "f64[7] range=-6..6", "bf16[2,3]", "f32[0,4]", "f64[] range=0.1..1",
                  "f32[5] range=-200..200 nograd", "f64[6] alpha=0.5"},
  };
}

}  // namespace ingot
