#include "ops/class_labels.h"
#include "ops/operand.h"

namespace ingot {

OpDef define_softmax_cross_entropy() {
  return {
      .name = "softmax_cross_entropy",
      .doc =
          "-log(softmax(logits)[label]) for each label; no mean over the batch.\n"
          "With label_smoothing s the target is 1 - s + s / classes at the label and s / classes\n"
          "elsewhere. A label of -1 does not count: loss and gradient 0. Any other label outside\n"
          "0 .. classes - 1 gives NaN.\n"
          "Source: Goodfellow et al. 2016, sec. 6.2.2.3; smoothing: Szegedy et al. 2016, sec. 7.",
      .inputs = {{"logits", "float tensor (..., classes)"}, {"labels", "integers (...)"}},
      .attrs = {{"label_smoothing", 0.0, "share of the target that is spread over all classes"}},
      .infer = [](const NodeView& n) { return TensorTypes(infer_labelled(n)); },
      .traits = {Trait::training_only},
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value y = g.log_softmax(widened(g, n.input(0)), -1), labels = n.input(1);
        const std::int64_t num_classes = y.shape().back();
        const double smoothing = n.number("label_smoothing");
        const Value hits = label_hits(g, labels, num_classes);
        Value loss = -g.sum(g.select(hits, y, g.scalar_like(y, 0)), {-1}, keep_dims);
        if (smoothing != 0) loss = loss * (1 - smoothing) - g.mean(y, {-1}, keep_dims) * smoothing;
        loss = where_labelled(g, labels, num_classes, loss);
        return {narrowed(g, g.reshape(loss, labels.shape().to_vector()), n.input(0).dtype())};
      },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        return {g.softmax_cross_entropy_backward(n.input(0), n.input(1), dy[0],
                                                 n.number("label_smoothing")),
                {}};
      },
      .samples = {"f32[3,5] i64[3]", "f64[2,3,4] i64[2,3] range1=0..3",
                  "f32[3,5] i64[3] label_smoothing=0.1", "f32[0,5] i64[0]", "f64[5] i32[]",
                  "bf16[2,6] i64[2] range=-8..8 range1=0..5",
                  "f32[4,5] i64[4] range=-90..90 range1=0..4 nograd"},
  };
}

}  // namespace ingot
