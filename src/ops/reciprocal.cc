#include "ops/common.h"

namespace ingot {

OpDef define_reciprocal() {
  return {
      .name = "reciprocal",
      .doc =
          "1 / x; an infinity at 0.\n"
          "Source: IEEE 754-2019, sec. 5.4.",
      .inputs = {{"x", "float tensor"}},
      .infer = infer_float,
      .scalar = [](const NodeView&, std::span<const Expr> x) { return 1.0 / x[0]; },
      .onnx = {.name = "Reciprocal", .since = 13},
      .samples = {"f32[3,5] range=0.1..9", "f64[7] range=-2..-0.5", "bf16[2,3] range=1..4",
                  "f32[0,4]", "f64[] range=1..2", "f32[2] range=0..0 nograd"},
  };
}

}  // namespace ingot
