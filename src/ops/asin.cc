#include "ops/common.h"

namespace ingot {

OpDef define_asin() {
  return {
      .name = "asin",
      .doc =
          "The angle in [-pi/2, pi/2] whose sine is x; NaN outside [-1, 1].\n"
          "Source: IEEE 754-2019, sec. 9.2.",
      .inputs = {{"x", "float tensor"}},
      .infer = infer_float,
      .scalar = [](const NodeView&, std::span<const Expr> x) { return scalar::asin(x[0]); },
      .onnx = {.name = "Asin", .since = 7},
      .samples = {"f32[3,5] range=-0.9..0.9", "f64[7] range=-0.9..0.9", "bf16[2,3] range=-0.9..0.9",
                  "f32[0,4]", "f64[] range=-0.9..0.9", "f32[3] range=1.5..2 nograd"},
  };
}

}  // namespace ingot
