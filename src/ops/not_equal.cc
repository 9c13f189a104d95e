#include "ops/common.h"

namespace ingot {

OpDef define_not_equal() {
  return {
      .name = "not_equal",
      .doc =
          "Not a = b; true when either is NaN, with broadcasting.\n"
          "Source: IEEE 754-2019, sec. 5.11.",
      .inputs = {{"a", "any tensor"}, {"b", "of the same dtype, broadcast"}},
      .infer = infer_comparison,
      .traits = {Trait::commutative},
      .scalar = [](const NodeView&, std::span<const Expr> x) { return !scalar::equal(x[0], x[1]); },
      .samples = {"f32[3,4] f32[3,4]", "f64[2,1,4] f64[3,1]", "i64[4] i64[1]",
                  "u8[5] u8[5] range=0..2", "bf16[5] bf16[]", "f32[0,3] f32[3]", "f64[] f64[]",
                  "bool[4] bool[4]"},
  };
}

}  // namespace ingot
