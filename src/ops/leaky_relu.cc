#include "ops/common.h"

namespace ingot {

OpDef define_leaky_relu() {
  return {
      .name = "leaky_relu",
      .doc =
          "x where x > 0, else slope * x.\n"
          "Source: Maas et al. 2013.",
      .inputs = {{"x", "float tensor"}},
      .attrs = {{"slope", 0.01, "slope below 0"}},
      .infer = infer_float,
      .scalar =
          [](const NodeView& n, std::span<const Expr> x) {
            return scalar::select(0.0 < x[0], x[0], n.number("slope") * x[0]);
          },
      .onnx = {.name = "LeakyRelu", .since = 16, .attrs = {{"slope", "alpha"}}},
      .samples = {"f32[3,5]", "f64[7] range=-6..6", "bf16[2,3]", "f32[0,4]", "f64[] range=0.1..1",
                  "f32[5] range=-200..200 nograd", "f32[6] slope=0.3"},
  };
}

}  // namespace ingot
