#include "ops/common.h"

namespace ingot {

OpDef define_div() {
  return {
      .name = "div",
      .doc =
          "a / b with broadcasting. Floats divide as IEEE 754 says (x/0 is an infinity or NaN).\n"
          "Integers round towards minus infinity, and anything by zero is 0.\n"
          "Source: IEEE 754-2019, sec. 5.4.",
      .inputs = {{"a", "numbers"}, {"b", "of the same dtype, broadcast"}},
      .infer = infer_number,
      .scalar = [](const NodeView&, std::span<const Expr> x) { return x[0] / x[1]; },
      .onnx = {.name = "Div", .since = 14},
      .samples = {"f32[3,4] f32[3,4] range1=0.5..2", "f64[2,1,4] f64[3,1] range1=-2..-0.5",
                  "bf16[5] bf16[] range1=1..2", "f32[0,3] f32[3]", "f64[] f64[] range1=1..2",
                  "i64[4] i64[4] range=-7..7", "f32[3] f32[3] range1=0..0 nograd"},
  };
}

}  // namespace ingot
