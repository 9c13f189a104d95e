#include "ops/common.h"

namespace ingot {

OpDef define_sigmoid() {
  return {
      .name = "sigmoid",
      .doc =
          "1 / (1 + exp(-x)), in [0, 1]; 0 at -infinity, 1 at infinity.\n"
          "Gradient: y (1 - y).\n"
          "Source: Goodfellow et al. 2016, eq. 3.30.",
      .inputs = {{"x", "float tensor"}},
      .infer = infer_float,
      .scalar = [](const NodeView&,
                   std::span<const Expr> x) { return 1.0 / (1.0 + scalar::exp(-x[0])); },
      .grad = [](Builder&, const NodeView& n, const Values& dy) -> Values {
        const Value y = n.output(0);
        return {dy[0] * (y * (1.0 - y))};
      },
      .onnx = {.name = "Sigmoid", .since = 13},
      .samples = {"f32[3,5]", "f64[7] range=-6..6", "bf16[2,3]", "f32[0,4]", "f64[] range=0.1..1",
                  "f32[5] range=-200..200 nograd"},
  };
}

}  // namespace ingot
