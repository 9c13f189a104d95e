#include "ops/common.h"

namespace ingot {

OpDef define_tan() {
  return {
      .name = "tan",
      .doc =
          "The tangent of x radians; NaN of an infinity.\n"
          "Source: IEEE 754-2019, sec. 9.2.",
      .inputs = {{"x", "float tensor"}},
      .infer = infer_float,
      .scalar = [](const NodeView&, std::span<const Expr> x) { return scalar::tan(x[0]); },
      .onnx = {.name = "Tan", .since = 7},
      .samples = {"f32[3,5] range=-1.3..1.3", "f64[7] range=-1.3..1.3", "bf16[2,3] range=-1.3..1.3",
                  "f32[0,4]", "f64[] range=-1.3..1.3"},
  };
}

}  // namespace ingot
