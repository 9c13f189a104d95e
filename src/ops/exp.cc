#include "ops/common.h"

namespace ingot {

OpDef define_exp() {
  return {
      .name = "exp",
      .doc =
          "e^x; 0 at -infinity, infinity above about 88.7 (f32) and 709.8 (f64).\n"
          "Source: IEEE 754-2019, sec. 9.2.",
      .inputs = {{"x", "float tensor"}},
      .infer = infer_float,
      .scalar = [](const NodeView&, std::span<const Expr> x) { return scalar::exp(x[0]); },
      .onnx = {.name = "Exp", .since = 13},
      .samples = {"f32[3,5]", "f64[7]", "bf16[2,3]", "f32[0,4]", "f64[]",
                  "f32[4] range=-120..120 nograd"},
  };
}

}  // namespace ingot
