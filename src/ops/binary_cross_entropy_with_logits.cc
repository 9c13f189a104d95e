#include "ops/common.h"

namespace ingot {

OpDef define_binary_cross_entropy_with_logits() {
  return {
      .name = "binary_cross_entropy_with_logits",
      .doc =
          "-t log(sigmoid(x)) - (1 - t) log(1 - sigmoid(x)) for each element, computed as\n"
          "max(x, 0) - x t + log(1 + exp(-|x|)), which never overflows. Targets from 0 to 1. No\n"
          "mean.\n"
          "Source: Goodfellow et al. 2016, sec. 6.2.2.2.",
      .inputs = {{"logits", "float tensor"}, {"targets", "float tensor, broadcasts"}},
      .infer = infer_float,
      .traits = {Trait::training_only},
      .scalar =
          [](const NodeView&, std::span<const Expr> x) {
            return scalar::max(x[0], 0.0) - x[0] * x[1] +
                   scalar::log1p(scalar::exp(-scalar::abs(x[0])));
          },
      // sigmoid(x) - t also at 0, where the terms above have kinks that cancel.
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        const Value x = n.input(0), t = n.input(1);
        return {sum_to(g, (g.sigmoid(x) - t) * dy[0], x.shape()), sum_to(g, -x * dy[0], t.shape())};
      },
      .samples = {"f32[3,4] f32[3,4] range1=0..1", "f64[3,4] f64[3,1] range1=0..1",
                  "f64[3,1] f64[3,4] range1=0..1", "f32[0,2] f32[0,2]",
                  "bf16[5] bf16[5] range1=0..1", "f32[8] f32[8] range=-90..90 range1=0..1"},
  };
}

}  // namespace ingot
