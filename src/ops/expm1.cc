#include "ops/common.h"

namespace ingot {

OpDef define_expm1() {
  return {
      .name = "expm1",
      .doc =
          "e^x - 1, exact also near 0.\n"
          "Source: IEEE 754-2019, sec. 9.2.",
      .inputs = {{"x", "float tensor"}},
      .infer = infer_float,
      .scalar = [](const NodeView&, std::span<const Expr> x) { return scalar::expm1(x[0]); },
      .samples = {"f32[3,5]", "f64[7]", "bf16[2,3]", "f32[0,4]", "f64[]",
                  "f64[4] range=-1e-9..1e-9", "f32[4] range=-120..120 nograd"},
  };
}

}  // namespace ingot
