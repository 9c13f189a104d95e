#include "ops/common.h"

namespace ingot {

OpDef define_sign() {
  return {
      .name = "sign",
      .doc =
          "-1, 0 or 1; NaN of NaN. Its gradient is 0.\n"
          "Source: Graham, Knuth and Patashnik 1994, Concrete Mathematics, p. 502.",
      .inputs = {{"x", "numbers"}},
      .infer = infer_number,
      .traits = {Trait::idempotent},
      .scalar = [](const NodeView&, std::span<const Expr> x) { return scalar::sign(x[0]); },
      .onnx = {.name = "Sign", .since = 13},
      .samples = {"f32[3,5]", "f64[7]", "bf16[2,3]", "f32[0,4]", "f64[]", "i64[5] range=-3..3",
                  "f32[2] range=0..0 nograd"},
  };
}

}  // namespace ingot
