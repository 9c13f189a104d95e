#include "ops/common.h"

namespace ingot {

OpDef define_relu6() {
  return {
      .name = "relu6",
      .doc =
          "min(6, max(0, x)); the slope at 0 and at 6 is 0.\n"
          "Source: Krizhevsky 2010, Convolutional deep belief networks on CIFAR-10.",
      .inputs = {{"x", "numbers"}},
      .infer = infer_number,
      .traits = {Trait::idempotent},
      .scalar = [](const NodeView&,
                   std::span<const Expr> x) { return scalar::min(6.0, scalar::max(0.0, x[0])); },
      .samples = {"f32[3,5]", "f64[7] range=-6..6", "bf16[2,3]", "f32[0,4]", "f64[] range=0.1..1",
                  "f32[5] range=-200..200 nograd", "f32[9] range=-1..8", "i64[5] range=-3..9"},
  };
}

}  // namespace ingot
