#include "nn/losses/classes.h"

namespace ingot {

LossDef define_kl_divergence_loss() {
  return {
      .name = "kl_divergence",
      .constructor = "KLDivergence",
      .doc =
          "sum target log(target / output) over the last axis; both are probabilities. A target\n"
          "of 0 adds nothing.\n"
          "Source: Kullback and Leibler 1951, On information and sufficiency.",
      .trace =
          [](const LossInputs& in) {
            Builder& g = in.g;
            in.require(in.output.rank() >= 2,
                       text("needs (batch, ..., classes)", "须为 (批次, ..., 类别)"));
            const Value t = in.target, zero = g.scalar_like(t, 0);
            const Value information = g.select(g.equal(t, zero), zero, t * g.log(t));
            return in.row_mean(g.sum(information, {-1}, drop_dims) + cross_entropy(in, t));
          },
  };
}

}  // namespace ingot
