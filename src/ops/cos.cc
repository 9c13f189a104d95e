#include "ops/common.h"

namespace ingot {

OpDef define_cos() {
  return {
      .name = "cos",
      .doc =
          "The cosine of x radians; NaN of an infinity.\n"
          "Source: IEEE 754-2019, sec. 9.2.",
      .inputs = {{"x", "float tensor"}},
      .infer = infer_float,
      .scalar = [](const NodeView&, std::span<const Expr> x) { return scalar::cos(x[0]); },
      .onnx = {.name = "Cos", .since = 7},
      .samples = {"f32[3,5] range=-9..9", "f64[7] range=-9..9", "bf16[2,3] range=-9..9", "f32[0,4]",
                  "f64[] range=-9..9", "f32[3] range=-1000..1000 nograd"},
  };
}

}  // namespace ingot
