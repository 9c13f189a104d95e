#include "ops/class_labels.h"
#include "ops/operand.h"

namespace ingot {

OpDef define_softmax_cross_entropy_dense_backward() {
  return {
      .name = "softmax_cross_entropy_dense_backward",
      .doc =
          "Gradient of softmax_cross_entropy_dense by the logits:\n"
          "(softmax(logits) sum(target) - target) dy.\n"
          "Source: Goodfellow et al. 2016, sec. 6.2.2.3.",
      .inputs = {{"logits", "float tensor (..., classes)"},
                 {"targets", "as large as the logits"},
                 {"dy", "gradient of the losses (...)"}},
      .infer =
          [](const NodeView& n) {
            n.require_float(0);
            n.require_same_dtype(0, 1);
            n.require_same_dtype(0, 2);
            const Shape& x = n.input_type(0).shape;
            n.require(x.rank() >= 1 && n.input_type(1).shape == x &&
                          n.input_type(2).shape == x.without(x.rank() - 1),
                      text("targets must be shaped as the logits, dy without the last axis",
                           "目标须与 logits 同形, dy 则去掉最后一轴"));
            return infer_same(n);
          },
      .traits = {Trait::backward, Trait::training_only},
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value p = g.softmax(widened(g, n.input(0)), -1), t = widened(g, n.input(1));
        Ints column = n.input(2).shape().to_vector();
        column.push_back(1);
        const Value dx =
            (p * g.sum(t, {-1}, keep_dims) - t) * g.reshape(widened(g, n.input(2)), column);
        return {narrowed(g, dx, n.input(0).dtype())};
      },
      .samples = {"f32[3,5] f32[3,5] f32[3] range1=0..1",
                  "f64[2,3,4] f64[2,3,4] f64[2,3] range1=0..1", "f32[0,5] f32[0,5] f32[0]",
                  "bf16[2,6] bf16[2,6] bf16[2] range1=0..1"},
  };
}

}  // namespace ingot
