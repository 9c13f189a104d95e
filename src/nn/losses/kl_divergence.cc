#include "nn/losses/classes.h"

namespace ingot {

LossDef define_kl_divergence_loss() {
  return {
      .name = "kl_divergence",
      .constructor = "KLDivergence",
      .doc =
          "sum target log(target / output) over the last axis; both are probabilities.\n"
          "Source: Kullback and Leibler 1951, On information and sufficiency.",
      .trace =
          [](const LossInputs& in) {
            Builder& g = in.g;
            const Value zero = g.scalar_like(in.target, 0);
            const Value t = g.maximum(in.target, g.scalar_like(in.target, 1e-7));
            const Value part = in.target * (g.log(t) - g.log(clamped_probabilities(in)));
            return in.row_mean(g.sum(g.select(g.greater(in.target, zero), part, zero * part), {-1}, drop_dims));
          },
  };
}

}  // namespace ingot
