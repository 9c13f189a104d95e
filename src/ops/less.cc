#include "ops/common.h"

namespace ingot {

OpDef define_less() {
  return {
      .name = "less",
      .doc =
          "a < b as a boolean; false when either is NaN, with broadcasting.\n"
          "Source: IEEE 754-2019, sec. 5.11.",
      .inputs = {{"a", "any tensor"}, {"b", "of the same dtype, broadcast"}},
      .infer = infer_comparison,
      .scalar = [](const NodeView&, std::span<const Expr> x) { return x[0] < x[1]; },
      .onnx = {.name = "Less", .since = 13},
      .samples = {"f32[3,4] f32[3,4]", "f64[2,1,4] f64[3,1]", "i64[4] i64[1]",
                  "u8[5] u8[5] range=0..2", "bf16[5] bf16[]", "f32[0,3] f32[3]", "f64[] f64[]"},
  };
}

}  // namespace ingot
