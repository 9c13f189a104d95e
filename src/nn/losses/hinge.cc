#include "nn/loss_def.h"

namespace ingot {

LossDef define_hinge_loss() {
  return {
      .name = "hinge",
      .constructor = "Hinge",
      .doc =
          "max(0, 1 - target output) with targets -1 and 1, mean over all but the first axis.\n"
          "Source: Cortes and Vapnik 1995, Support-vector networks.",
      .trace =
          [](const LossInputs& in) { return in.row_mean(in.g.relu(1 - in.target * in.output)); },
  };
}

}  // namespace ingot
