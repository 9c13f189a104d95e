#include "nn/loss_def.h"

namespace ingot {

LossDef define_mse_loss() {
  return {
      .name = "mse",
      .constructor = "MeanSquaredError",
      .doc =
          "(output - target)^2, mean over all but the first axis.\n"
          "Source: Goodfellow et al. 2016, eq. 5.4.",
      .trace = [](const LossInputs& in) { return in.row_mean(in.g.square(in.output - in.target)); },
  };
}

}  // namespace ingot
