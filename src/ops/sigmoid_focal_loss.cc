#include "ops/common.h"
#include "ops/operand.h"

namespace ingot {

OpDef define_sigmoid_focal_loss() {
  return {
      .name = "sigmoid_focal_loss",
      .doc =
          "w (1 - p)^gamma times binary_cross_entropy_with_logits for each element, with p the\n"
          "probability of the target and w = alpha t + (1 - alpha)(1 - t), or 1 where alpha is\n"
          "negative. Targets are 0 or 1. No mean.\n"
          "Source: Lin et al. 2017, Focal loss for dense object detection, eq. 5.",
      .inputs = {{"logits", "float tensor"}, {"targets", "float tensor of 0 and 1, same shape"}},
      .attrs = {{"gamma", 2.0, "0: no focus; else at least 1"},
                {"alpha", 0.25, "weight of the targets that are 1; negative: no weights"}},
      .infer =
          [](const NodeView& n) {
            const double gamma = n.number("gamma");
            if (!(gamma == 0 || gamma >= 1))
              throw n.fail("bad_attribute", text("gamma={} is neither 0 nor at least 1",
                                                 "gamma={} 须为 0 或至少为 1", gamma));
            n.require_float(0);
            n.require_same_dtype(0, 1);
            n.require(n.input_type(0) == n.input_type(1),
                      text("one shape is needed", "形状须相同"));
            return infer_same(n);
          },
      .traits = {Trait::training_only},
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value x = widened(g, n.input(0)), t = widened(g, n.input(1));
        const double gamma = n.number("gamma"), alpha = n.number("alpha");
        Value loss = g.binary_cross_entropy_with_logits(x, t);
        if (gamma != 0) {
          // Not from `loss`: 1 - exp(-loss) is the miss only for targets of exactly 0 or 1.
          const Value p = g.sigmoid(x);
          const Value miss = t * (1.0 - p) + (1.0 - t) * p;
          loss = g.pow(miss, g.scalar_like(miss, gamma)) * loss;
        }
        if (alpha >= 0) loss = loss * (t * (2 * alpha - 1) + (1 - alpha));
        return {narrowed(g, loss, n.input(0).dtype())};
      },
      .samples = {"f32[3,4] f32[3,4] range1=0..1", "f64[3,4] f64[3,4] gamma=1.5 range1=0..1",
                  "f64[5] f64[5] gamma=0.0 alpha=-1.0 range1=0..1", "f32[0,2] f32[0,2]",
                  "bf16[5] bf16[5] range1=0..1"},
  };
}

}  // namespace ingot
