#include "ops/common.h"

namespace ingot {

OpDef define_absolute_error() {
  return {
      .name = "absolute_error",
      .doc =
          "|prediction - target| for each element; no mean. The gradient at 0 is 0.\n"
          "Source: Hastie et al. 2009, The Elements of Statistical Learning, sec. 10.6.",
      .inputs = {{"predictions", "float tensor"}, {"targets", "float tensor, broadcasts"}},
      .infer = infer_float,
      .traits = {Trait::training_only},
      .scalar = [](const NodeView&, std::span<const Expr> x) { return scalar::abs(x[0] - x[1]); },
      .samples = {"f32[3,4] f32[3,4]", "f64[3,4] f64[3,1]", "f32[0,2] f32[0,2]", "bf16[5] bf16[5]",
                  "f64[] f64[]"},
  };
}

}  // namespace ingot
