#include "ops/common.h"

namespace ingot {

OpDef define_hard_swish() {
  return {
      .name = "hard_swish",
      .doc =
          "x * min(1, max(0, x / 6 + 1/2)); NaN at -infinity.\n"
          "Source: Howard et al. 2019, sec. 5.2.",
      .inputs = {{"x", "float tensor"}},
      .infer = infer_float,
      .scalar =
          [](const NodeView&, std::span<const Expr> x) {
            return x[0] * scalar::min(1.0, scalar::max(0.0, x[0] * (1.0 / 6.0) + 0.5));
          },
      .onnx = {.name = "HardSwish", .since = 14},
      .samples = {"f32[3,5]", "f64[7] range=-6..6", "bf16[2,3]", "f32[0,4]", "f64[] range=0.1..1",
                  "f32[5] range=-200..200 nograd"},
  };
}

}  // namespace ingot
