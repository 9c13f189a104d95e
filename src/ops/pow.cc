#include "ops/common.h"

namespace ingot {

OpDef define_pow() {
  return {
      .name = "pow",
      .doc =
          "a to the power b with broadcasting. Floats follow C's pow (0^0 = 1; a negative base\n"
          "with a fractional exponent is NaN). Integers wrap around; a negative exponent gives\n"
          "1/a^|b| rounded towards zero. The slope in a at b = 0 and the slope in b at a = 0\n"
          "are 0.\n"
          "Source: IEEE 754-2019, sec. 9.2.",
      .inputs = {{"a", "numbers"}, {"b", "of the same dtype, broadcast"}},
      .infer = infer_number,
      .scalar = [](const NodeView&, std::span<const Expr> x) { return scalar::pow(x[0], x[1]); },
      .onnx = {.name = "Pow", .since = 15},
      .samples = {"f32[3,4] f32[3,4] range=0.5..2 range1=-2..2",
                  "f64[4] f64[] range=0.5..3 range1=2..3",
                  "f32[2] f32[2] range=0..0 range1=0..0 nograd",
                  "i64[4] i64[4] range=-3..3 range1=0..5",
                  "bf16[3] bf16[1] range=0.5..2 range1=1..2", "f32[0,2] f32[2]"},
  };
}

}  // namespace ingot
