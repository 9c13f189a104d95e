#include "ops/common.h"

namespace ingot {

OpDef define_softplus() {
  return {
      .name = "softplus",
      .doc =
          "log(1 + exp(x)) as max(0, x) + log(1 + exp(-|x|)), which cannot overflow.\n"
          "Source: Dugas et al. 2001.",
      .inputs = {{"x", "float tensor"}},
      .infer = infer_float,
      .scalar =
          [](const NodeView&, std::span<const Expr> x) {
            return scalar::max(0.0, x[0]) + scalar::log1p(scalar::exp(scalar::min(x[0], -x[0])));
          },
      .onnx = {.name = "Softplus", .since = 1},
      .samples = {"f32[3,5]", "f64[7] range=-6..6", "bf16[2,3]", "f32[0,4]", "f64[] range=0.1..1",
                  "f32[5] range=-200..200 nograd", "f64[2] range=0..0"},
  };
}

}  // namespace ingot
