#include "ops/common.h"

namespace ingot {

OpDef define_tanh() {
  return {
      .name = "tanh",
      .doc =
          "(e^x - e^-x) / (e^x + e^-x), in [-1, 1].\n"
          "Source: IEEE 754-2019, sec. 9.2.",
      .inputs = {{"x", "float tensor"}},
      .infer = infer_float,
      .scalar = [](const NodeView&, std::span<const Expr> x) { return scalar::tanh(x[0]); },
      .onnx = {.name = "Tanh", .since = 13},
      .samples = {"f32[3,5] range=-4..4", "f64[7] range=-4..4", "bf16[2,3] range=-4..4", "f32[0,4]",
                  "f64[] range=-4..4", "f32[4] range=-100..100 nograd", "f32[6] range=-1e-5..1e-5"},
  };
}

}  // namespace ingot
