#include "ops/common.h"

namespace ingot {

OpDef define_acos() {
  return {
      .name = "acos",
      .doc =
          "The angle in [0, pi] whose cosine is x; NaN outside [-1, 1].\n"
          "Source: IEEE 754-2019, sec. 9.2.",
      .inputs = {{"x", "float tensor"}},
      .infer = infer_float,
      .scalar = [](const NodeView&, std::span<const Expr> x) { return scalar::acos(x[0]); },
      .onnx = {.name = "Acos", .since = 7},
      .samples = {"f32[3,5] range=-0.9..0.9", "f64[7] range=-0.9..0.9", "bf16[2,3] range=-0.9..0.9",
                  "f32[0,4]", "f64[] range=-0.9..0.9", "f32[3] range=1.5..2 nograd"},
  };
}

}  // namespace ingot
