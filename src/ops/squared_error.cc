#include "ops/common.h"

namespace ingot {

OpDef define_squared_error() {
  return {
      .name = "squared_error",
      .doc =
          "(prediction - target)^2 for each element; no mean.\n"
          "Source: Goodfellow et al. 2016, eq. 5.4.",
      .inputs = {{"predictions", "float tensor"}, {"targets", "float tensor, broadcasts"}},
      .infer = infer_float,
      .traits = {Trait::training_only},
      .scalar =
          [](const NodeView&, std::span<const Expr> x) {
            const Expr d = x[0] - x[1];
            return d * d;
          },
      .samples = {"f32[3,4] f32[3,4]", "f64[3,4] f64[3,1]", "f32[0,2] f32[0,2]", "bf16[5] bf16[5]",
                  "f64[] f64[]"},
  };
}

}  // namespace ingot
