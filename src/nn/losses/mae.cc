#include "nn/loss_def.h"

namespace ingot {

LossDef define_mae_loss() {
  return {
      .name = "mae",
      .constructor = "MeanAbsoluteError",
      .doc =
          "|output - target|, mean over all but the first axis.\n"
          "Source: definition.",
      .trace = [](const LossInputs& in) { return in.row_mean(in.g.abs(in.output - in.target)); },
  };
}

}  // namespace ingot
