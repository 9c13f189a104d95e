#include "ops/class_labels.h"
#include "ops/operand.h"

namespace ingot {

OpDef define_softmax_cross_entropy_backward() {
  return {
      .name = "softmax_cross_entropy_backward",
      .doc =
          "Gradient of softmax_cross_entropy by the logits: (softmax(logits) - target) dy.\n"
          "Source: Goodfellow et al. 2016, sec. 6.2.2.3.",
      .inputs = {{"logits", "float tensor (..., classes)"},
                 {"labels", "integers (...)"},
                 {"dy", "gradient of the losses (...)"}},
      .attrs = {{"label_smoothing", 0.0, "share of the target that is spread over all classes"}},
      .infer =
          [](const NodeView& n) {
            n.require_same_dtype(0, 2);
            n.require(infer_labelled(n) == n.input_type(2),
                      text("dy must be shaped as the labels", "dy 须与标签同形"));
            return infer_same(n);
          },
      .traits = {Trait::backward, Trait::training_only},
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value p = g.softmax(widened(g, n.input(0)), -1), labels = n.input(1);
        const std::int64_t num_classes = p.shape().back();
        const double rest = n.number("label_smoothing") / static_cast<double>(num_classes);
        const Value target = g.select(label_hits(g, labels, num_classes),
                                      g.scalar_like(p, 1 - n.number("label_smoothing") + rest),
                                      g.scalar_like(p, rest));
        Ints column = labels.shape().to_vector();
        column.push_back(1);
        const Value dx = (p - target) * g.reshape(widened(g, n.input(2)), column);
        return {narrowed(g, where_labelled(g, labels, num_classes, dx), n.input(0).dtype())};
      },
      .samples = {"f32[3,5] i64[3] f32[3]", "f64[2,3,4] i64[2,3] f64[2,3] range1=0..3",
                  "f32[3,5] i64[3] f32[3] label_smoothing=0.1", "f32[0,5] i64[0] f32[0]",
                  "bf16[2,6] i64[2] bf16[2] range=-8..8 range1=0..5"},
  };
}

}  // namespace ingot
