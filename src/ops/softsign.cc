#include "ops/common.h"

namespace ingot {

OpDef define_softsign() {
  return {
      .name = "softsign",
      .doc =
          "x / (1 + |x|), in (-1, 1); NaN at the infinities.\n"
          "Source: Bergstra et al. 2009.",
      .inputs = {{"x", "float tensor"}},
      .infer = infer_float,
      .scalar = [](const NodeView&,
                   std::span<const Expr> x) { return x[0] / (1.0 + scalar::abs(x[0])); },
      .onnx = {.name = "Softsign", .since = 1},
      .samples = {"f32[3,5]", "f64[7] range=-6..6", "bf16[2,3]", "f32[0,4]", "f64[] range=0.1..1",
                  "f32[5] range=-200..200 nograd"},
  };
}

}  // namespace ingot
