#include "ops/common.h"

namespace ingot {

OpDef define_square() {
  return {
      .name = "square",
      .doc =
          "x * x. Integers wrap around.\n"
          "Source: IEEE 754-2019, sec. 5.4.",
      .inputs = {{"x", "numbers"}},
      .infer = infer_number,
      .scalar = [](const NodeView&, std::span<const Expr> x) { return x[0] * x[0]; },
      .samples = {"f32[3,5]", "f64[7]", "bf16[2,3]", "f32[0,4]", "f64[]", "i64[4] range=-3..3",
                  "f32[2] range=1e20..1e30 nograd"},
  };
}

}  // namespace ingot
