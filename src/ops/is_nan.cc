#include "ops/common.h"

namespace ingot {

OpDef define_is_nan() {
  return {
      .name = "is_nan",
      .doc =
          "True where x is NaN.\n"
          "Source: IEEE 754-2019, sec. 5.7.2.",
      .inputs = {{"x", "float tensor"}},
      .infer =
          [](const NodeView& n) {
            n.require_float(0);
            return infer_comparison(n);
          },
      .scalar = [](const NodeView&, std::span<const Expr> x) { return !scalar::equal(x[0], x[0]); },
      .onnx = {.name = "IsNaN", .since = 13},
      .samples = {"f32[3,5]", "f64[7]", "bf16[2,3]", "f16[3]", "f32[0,4]", "f64[]"},
  };
}

}  // namespace ingot
