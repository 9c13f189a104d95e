#include "ops/common.h"

namespace ingot {

OpDef define_remainder() {
  return {
      .name = "remainder",
      .doc =
          "a - b * floor(a / b) with broadcasting: the result has the sign of b. For integers,\n"
          "anything by zero leaves 0.\n"
          "Source: Knuth 1997, The Art of Computer Programming, vol. 1, sec. 1.2.4.",
      .inputs = {{"a", "numbers"}, {"b", "of the same dtype, broadcast"}},
      .infer = infer_number,
      .scalar = [](const NodeView&,
                   std::span<const Expr> x) { return scalar::remainder(x[0], x[1]); },
      .samples = {"f32[3,4] f32[4] range=-7..7 range1=1.5..2.5",
                  "f64[5] f64[1] range=-7..7 range1=-2.5..-1.5", "i64[6] i64[6] range=-7..7",
                  "i32[4] i32[] range=-9..9", "f32[0] f32[0]",
                  "bf16[3] bf16[3] range=1..9 range1=2..3"},
  };
}

}  // namespace ingot
