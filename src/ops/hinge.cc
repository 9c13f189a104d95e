#include "ops/common.h"

namespace ingot {

OpDef define_hinge() {
  return {
      .name = "hinge",
      .doc =
          "max(0, 1 - target prediction) for each element; targets are -1 or 1. No mean. At the\n"
          "kink the gradient is 0.\n"
          "Source: Cortes and Vapnik 1995, Support-vector networks.",
      .inputs = {{"predictions", "float tensor"},
                 {"targets", "float tensor of -1 and 1, broadcasts"}},
      .infer = infer_float,
      .traits = {Trait::training_only},
      .scalar = [](const NodeView&,
                   std::span<const Expr> x) { return scalar::max(0.0, 1.0 - x[1] * x[0]); },
      .samples = {"f32[3,4] f32[3,4]", "f64[3,4] f64[3,1]", "f32[0,2] f32[0,2]", "bf16[5] bf16[5]",
                  "f64[] f64[]"},
  };
}

}  // namespace ingot
