#include "ops/common.h"

namespace ingot {

OpDef define_sqrt() {
  return {
      .name = "sqrt",
      .doc =
          "The square root; NaN below 0.\n"
          "Source: IEEE 754-2019, sec. 5.4.",
      .inputs = {{"x", "float tensor"}},
      .infer = infer_float,
      .scalar = [](const NodeView&, std::span<const Expr> x) { return scalar::sqrt(x[0]); },
      .onnx = {.name = "Sqrt", .since = 13},
      .samples = {"f32[3,5] range=0.1..9", "f64[7] range=0.5..2", "bf16[2,3] range=0..4 nograd",
                  "f32[0,4]", "f64[] range=1..2", "f32[3] range=-2..-1 nograd"},
  };
}

}  // namespace ingot
