#include "ops/common.h"

namespace ingot {

OpDef define_relu() {
  return {
      .name = "relu",
      .doc =
          "max(0, x); the slope at 0 is 0. NaN stays NaN, -0 gives 0.\n"
          "Gradient: dy where y > 0, else 0; it needs the output only.\n"
          "Source: Nair and Hinton 2010.",
      .inputs = {{"x", "numbers"}},
      .infer = infer_number,
      .traits = {Trait::idempotent},
      .scalar = [](const NodeView&, std::span<const Expr> x) { return scalar::max(x[0], 0.0); },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        const Value y = n.output(0);
        return {g.select(g.greater(y, g.scalar_like(y, 0)), dy[0], g.scalar_like(y, 0))};
      },
      .onnx = {.name = "Relu", .since = 14},
      .samples = {"f32[3,5]", "f64[7] range=-6..6", "bf16[2,3]", "f32[0,4]", "f64[] range=0.1..1",
                  "f32[5] range=-200..200 nograd", "i64[4] range=-3..3",
                  "f32[3] range=0..0 nograd"},
  };
}

}  // namespace ingot
