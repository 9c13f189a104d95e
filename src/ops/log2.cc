#include <numbers>

#include "ops/common.h"

namespace ingot {

OpDef define_log2() {
  return {
      .name = "log2",
      .doc =
          "The logarithm to base 2; -infinity at 0, NaN below.\n"
          "Source: IEEE 754-2019, sec. 9.2.",
      .inputs = {{"x", "float tensor"}},
      .infer = infer_float,
      .scalar = [](const NodeView&,
                   std::span<const Expr> x) { return scalar::log(x[0]) * std::numbers::log2e; },
      .samples = {"f32[3,5] range=0.1..9", "f64[7] range=0.5..2", "bf16[2,3] range=0.5..4",
                  "f32[0,4]", "f64[] range=1..2", "f32[3] range=-1..0 nograd"},
  };
}

}  // namespace ingot
