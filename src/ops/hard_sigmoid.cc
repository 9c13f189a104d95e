#include "ops/common.h"

namespace ingot {

OpDef define_hard_sigmoid() {
  return {
      .name = "hard_sigmoid",
      .doc =
          "min(1, max(0, slope * x + offset)); the slope at the two kinks is 0.\n"
          "Source: Howard et al. 2019, sec. 5.2.",
      .inputs = {{"x", "float tensor"}},
      .attrs = {{"slope", 0.16666666666666666, "slope at 0"}, {"offset", 0.5, "value at 0"}},
      .infer = infer_float,
      .scalar =
          [](const NodeView& n, std::span<const Expr> x) {
            return scalar::min(1.0,
                               scalar::max(0.0, n.number("slope") * x[0] + n.number("offset")));
          },
      .onnx = {.name = "HardSigmoid",
               .since = 6,
               .attrs = {{"slope", "alpha"}, {"offset", "beta"}}},
      .samples = {"f32[3,5]", "f64[7] range=-6..6", "bf16[2,3]", "f32[0,4]", "f64[] range=0.1..1",
                  "f32[5] range=-200..200 nograd", "f32[9] slope=0.2 range=-4..4"},
  };
}

}  // namespace ingot
