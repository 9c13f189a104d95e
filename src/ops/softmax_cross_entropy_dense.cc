#include "ops/class_labels.h"
#include "ops/operand.h"

namespace ingot {

OpDef define_softmax_cross_entropy_dense() {
  return {
      .name = "softmax_cross_entropy_dense",
      .doc =
          "-sum(target log(softmax(logits))) over the last axis, for target probabilities; no\n"
          "mean over the batch. A target of 0 adds nothing, also where the logit is -inf.\n"
          "Source: Goodfellow et al. 2016, eq. 3.51.",
      .inputs = {{"logits", "float tensor (..., classes)"}, {"targets", "as large as the logits"}},
      .infer =
          [](const NodeView& n) {
            n.require_float(0);
            n.require_same_dtype(0, 1);
            const Shape& x = n.input_type(0).shape;
            n.require(x.rank() >= 1 && n.input_type(1).shape == x,
                      text("targets must be shaped as the logits", "目标须与 logits 同形"));
            return TensorTypes(TensorType{n.input_type(0).dtype, x.without(x.rank() - 1)});
          },
      .traits = {Trait::training_only},
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value y = g.log_softmax(widened(g, n.input(0)), -1), t = widened(g, n.input(1));
        const Value zero = g.scalar_like(y, 0);
        const Value terms = g.select(g.equal(t, zero), zero, t * y);
        return {narrowed(g, -g.sum(terms, {-1}, drop_dims), n.input(0).dtype())};
      },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        Ints column = dy[0].shape().to_vector();
        column.push_back(1);
        const Value weight = g.reshape(dy[0], column);
        return {g.softmax_cross_entropy_dense_backward(n.input(0), n.input(1), dy[0]),
                -g.log_softmax(n.input(0), -1) * weight};
      },
      .samples = {"f32[3,5] f32[3,5] range1=0..1", "f64[2,3,4] f64[2,3,4] range1=0..1",
                  "f32[0,5] f32[0,5]", "f64[5] f64[5] range1=0..1",
                  "bf16[2,6] bf16[2,6] range=-8..8 range1=0..1"},
  };
}

}  // namespace ingot
