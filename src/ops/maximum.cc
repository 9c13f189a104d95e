#include "ops/common.h"

namespace ingot {

OpDef define_maximum() {
  return {
      .name = "maximum",
      .doc =
          "The larger of a and b with broadcasting; NaN when either is NaN. On ties the\n"
          "gradient goes to a.\n"
          "Source: IEEE 754-2019, sec. 9.6.",
      .inputs = {{"a", "numbers"}, {"b", "of the same dtype, broadcast"}},
      .infer = infer_number,
      .traits = {Trait::commutative},
      .scalar = [](const NodeView&, std::span<const Expr> x) { return scalar::max(x[0], x[1]); },
      .onnx = {.name = "Max", .since = 13},
      .samples = {"f32[3,4] f32[3,4]", "f64[2,1,4] f64[3,1]", "bf16[5] bf16[]", "f32[0,3] f32[3]",
                  "f64[] f64[]", "i64[4] i64[1]", "u8[3] u8[3] range=0..255"},
  };
}

}  // namespace ingot
