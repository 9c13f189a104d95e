#include "ops/common.h"

namespace ingot {

OpDef define_abs() {
  return {
      .name = "abs",
      .doc =
          "|x|; the slope at 0 is 0. The most negative integer stays itself.\n"
          "Source: IEEE 754-2019, sec. 5.5.",
      .inputs = {{"x", "numbers"}},
      .infer = infer_number,
      .traits = {Trait::idempotent},
      .scalar = [](const NodeView&, std::span<const Expr> x) { return scalar::abs(x[0]); },
      .onnx = {.name = "Abs", .since = 13},
      .samples = {"f32[3,5]", "f64[7]", "bf16[2,3]", "f32[0,4]", "f64[]", "i64[4] range=-3..3"},
  };
}

}  // namespace ingot
