#include "ops/common.h"

namespace ingot {

OpDef define_neg() {
  return {
      .name = "neg",
      .doc =
          "-x. Integers wrap around.\n"
          "Source: IEEE 754-2019, sec. 5.4.",
      .inputs = {{"x", "numbers"}},
      .infer = infer_number,
      .scalar = [](const NodeView&, std::span<const Expr> x) { return -x[0]; },
      .onnx = {.name = "Neg", .since = 13},
      .samples = {"f32[3,5]", "f64[7]", "bf16[2,3]", "f32[0,4]", "f64[]", "i64[4] range=-3..3",
                  "i8[3] range=-128..-126"},
  };
}

}  // namespace ingot
