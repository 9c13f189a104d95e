#include <numbers>

#include "ops/common.h"

namespace ingot {

OpDef define_exp2() {
  return {
      .name = "exp2",
      .doc =
          "2^x.\n"
          "Source: IEEE 754-2019, sec. 9.2.",
      .inputs = {{"x", "float tensor"}},
      .infer = infer_float,
      .scalar = [](const NodeView&, std::span<const Expr> x) { return scalar::pow(2.0, x[0]); },
      .grad = [](Builder&, const NodeView& n, const Values& dy) -> Values {
        return {dy[0] * (n.output(0) * std::numbers::ln2)};
      },
      .samples = {"f32[3,5]", "f64[7]", "bf16[2,3]", "f32[0,4]", "f64[]",
                  "f32[4] range=-160..160 nograd"},
  };
}

}  // namespace ingot
