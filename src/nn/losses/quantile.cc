#include "nn/loss_def.h"

namespace ingot {

LossDef define_quantile_loss() {
  return {
      .name = "quantile",
      .constructor = "Quantile",
      .doc =
          "The pinball loss: q (target - output) where the output is too low, (1 - q) (output -\n"
          "target) where it is too high, mean over all but the first axis. Its least mean is at\n"
          "the q-quantile of the targets.\n"
          "Source: Koenker and Bassett 1978, Regression quantiles, eq. 3.1.",
      .options = {{"quantile", 0.5, "share of the targets that lie below the output"}},
      .trace =
          [](const LossInputs& in) {
            const double q = in.options.number("quantile");
            in.options.require(q > 0 && q < 1, "quantile",
                               text("must be in (0, 1), not {}", "须在 (0, 1) 内，而不是 {}", q));
            const Value error = in.target - in.output;
            return in.row_mean(in.g.maximum(error * q, error * (q - 1)));
          },
  };
}

}  // namespace ingot
