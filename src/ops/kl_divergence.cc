#include "ops/common.h"
#include "ops/operand.h"

namespace ingot {

OpDef define_kl_divergence() {
  return {
      .name = "kl_divergence",
      .doc =
          "sum(target log(target / prediction)) over the last axis, both probabilities; no mean\n"
          "over the batch. A target of 0 adds nothing; a prediction of 0 under a target above 0\n"
          "gives inf.\n"
          "Source: Kullback and Leibler 1951, On information and sufficiency.",
      .inputs = {{"predictions", "float tensor (..., classes)"},
                 {"targets", "as large as the predictions"}},
      .infer =
          [](const NodeView& n) {
            n.require_float(0);
            n.require_same_dtype(0, 1);
            const Shape& x = n.input_type(0).shape;
            n.require(x.rank() >= 1 && n.input_type(1).shape == x,
                      text("targets must be shaped as the predictions", "目标须与预测同形"));
            return TensorTypes(TensorType{n.input_type(0).dtype, x.without(x.rank() - 1)});
          },
      .traits = {Trait::training_only},
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value q = widened(g, n.input(0)), p = widened(g, n.input(1));
        const Value zero = g.scalar_like(p, 0);
        const Value terms = g.select(g.equal(p, zero), zero, p * (g.log(p) - g.log(q)));
        return {narrowed(g, g.sum(terms, {-1}, drop_dims), n.input(0).dtype())};
      },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        const Value q = n.input(0), p = n.input(1), zero = g.scalar_like(p, 0);
        Ints column = dy[0].shape().to_vector();
        column.push_back(1);
        const Value weight = g.reshape(dy[0], column);
        const Value dq = g.select(g.equal(p, zero), zero, -p / q);
        return {dq * weight, (g.log(p) - g.log(q) + 1.0) * weight};
      },
      .samples = {"f32[3,5] f32[3,5] range=0.1..1", "f64[2,3,4] f64[2,3,4] range=0.1..1",
                  "f32[0,5] f32[0,5]", "f64[5] f64[5] range=0.1..1",
                  "bf16[2,6] bf16[2,6] range=0.1..1"},
  };
}

}  // namespace ingot
