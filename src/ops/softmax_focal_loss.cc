#include "ops/class_labels.h"
#include "ops/operand.h"

namespace ingot {

OpDef define_softmax_focal_loss() {
  return {
      .name = "softmax_focal_loss",
      .doc =
          "(1 - p)^gamma times softmax_cross_entropy, with p the probability of the label: rows\n"
          "that are right already count less. No mean over the batch. A label of -1 does not\n"
          "count.\n"
          "Source: Lin et al. 2017, Focal loss for dense object detection, eq. 4.",
      .inputs = {{"logits", "float tensor (..., classes)"}, {"labels", "integers (...)"}},
      .attrs = {{"gamma", 2.0, "0: plain cross-entropy; else at least 1"}},
      .infer =
          [](const NodeView& n) {
            const double gamma = n.number("gamma");
            if (!(gamma == 0 || gamma >= 1))
              throw n.fail("bad_attribute", text("gamma={} is neither 0 nor at least 1",
                                                 "gamma={} 须为 0 或至少为 1", gamma));
            return TensorTypes(infer_labelled(n));
          },
      .traits = {Trait::training_only},
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value loss = g.softmax_cross_entropy(widened(g, n.input(0)), n.input(1), 0.0);
        const double gamma = n.number("gamma");
        if (gamma == 0) return {narrowed(g, loss, n.input(0).dtype())};
        const Value miss = -g.expm1(-loss);
        return {narrowed(g, g.pow(miss, g.scalar_like(miss, gamma)) * loss, n.input(0).dtype())};
      },
      .samples = {"f32[3,5] i64[3]", "f64[2,3,4] i64[2,3] gamma=1.5 range1=0..3",
                  "f64[3,5] i64[3] gamma=0.0", "f32[0,5] i64[0]", "bf16[2,6] i64[2]"},
  };
}

}  // namespace ingot
