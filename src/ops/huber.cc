#include "ops/common.h"

namespace ingot {

OpDef define_huber() {
  return {
      .name = "huber",
      .doc =
          "d^2 / 2 where |d| <= delta, else delta (|d| - delta / 2), with d = prediction -\n"
          "target, for each element; no mean.\n"
          "Source: Huber 1964, Robust estimation of a location parameter.",
      .inputs = {{"predictions", "float tensor"}, {"targets", "float tensor, broadcasts"}},
      .attrs = {{"delta", 1.0, "where the square becomes a line, above 0"}},
      .infer =
          [](const NodeView& n) {
            if (!(n.number("delta") > 0))
              throw n.fail("bad_attribute", text("delta={} must be above 0", "delta={} 须大于 0",
                                                 n.number("delta")));
            return infer_float(n);
          },
      .traits = {Trait::training_only},
      .scalar =
          [](const NodeView& n, std::span<const Expr> x) {
            const double delta = n.number("delta");
            const Expr d = x[0] - x[1], size = scalar::abs(d);
            return scalar::select(size <= delta, d * d * 0.5, (size - delta / 2) * delta);
          },
      .samples = {"f32[3,4] f32[3,4]", "f64[3,4] f64[3,1] delta=0.5", "f32[0,2] f32[0,2]",
                  "bf16[5] bf16[5]", "f64[] f64[] delta=2.0"},
  };
}

}  // namespace ingot
