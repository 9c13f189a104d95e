#include "ops/common.h"

namespace ingot {

OpDef define_ceil() {
  return {
      .name = "ceil",
      .doc =
          "The smallest integer not below x, as a float. Its gradient is 0.\n"
          "Source: IEEE 754-2019, sec. 5.9.",
      .inputs = {{"x", "float tensor"}},
      .infer = infer_float,
      .traits = {Trait::idempotent},
      .scalar = [](const NodeView&, std::span<const Expr> x) { return scalar::ceil(x[0]); },
      .onnx = {.name = "Ceil", .since = 13},
      .samples = {"f32[3,5] range=-9..9", "f64[7] range=-9.3..9.3", "bf16[2,3]", "f32[0,4]",
                  "f64[]", "f32[3] range=-2.5..-2.5 nograd", "f32[2] range=1e20..1e30 nograd"},
  };
}

}  // namespace ingot
