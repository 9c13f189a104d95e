#include "ops/common.h"

namespace ingot {

OpDef define_is_finite() {
  return {
      .name = "is_finite",
      .doc =
          "True where x is neither an infinity nor NaN.\n"
          "Source: IEEE 754-2019, sec. 5.7.2.",
      .inputs = {{"x", "float tensor"}},
      .infer =
          [](const NodeView& n) {
            n.require_float(0);
            return infer_comparison(n);
          },
      .scalar = [](const NodeView&, std::span<const Expr> x) { return scalar::is_finite(x[0]); },
      .samples = {"f32[3,5]", "f64[7]", "bf16[2,3]", "f16[3] range=60000..65504", "f32[0,4]",
                  "f64[]"},
  };
}

}  // namespace ingot
