#include "ops/common.h"

namespace ingot {

OpDef define_mul() {
  return {
      .name = "mul",
      .doc =
          "a * b with broadcasting. Integers wrap around.\n"
          "Source: IEEE 754-2019, sec. 5.4.",
      .inputs = {{"a", "numbers"}, {"b", "of the same dtype, broadcast"}},
      .infer = infer_number,
      .traits = {Trait::commutative},
      .scalar = [](const NodeView&, std::span<const Expr> x) { return x[0] * x[1]; },
      .onnx = {.name = "Mul", .since = 14},
      .samples = {"f32[3,4] f32[3,4]", "f64[2,1,4] f64[3,1]", "bf16[5] bf16[]", "f32[0,3] f32[3]",
                  "f64[] f64[]", "i64[4] i64[1]", "u8[3] u8[3] range=0..255",
                  "f32[2] f32[2] range=1e20..1e30 nograd"},
  };
}

}  // namespace ingot
