#include "ops/common.h"

namespace ingot {

OpDef define_erf() {
  return {
      .name = "erf",
      .doc =
          "2 / sqrt(pi) * integral from 0 to x of exp(-t^2) dt, in [-1, 1].\n"
          "Source: Abramowitz and Stegun 1964, eq. 7.1.1.",
      .inputs = {{"x", "float tensor"}},
      .infer = infer_float,
      .scalar = [](const NodeView&, std::span<const Expr> x) { return scalar::erf(x[0]); },
      .onnx = {.name = "Erf", .since = 13},
      .samples = {"f32[3,5]", "f64[7]", "bf16[2,3]", "f32[0,4]", "f64[]",
                  "f32[4] range=-100..100 nograd", "f32[6] range=-1e-6..1e-6"},
  };
}

}  // namespace ingot
