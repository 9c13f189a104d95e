#include "nn/loss_def.h"

namespace ingot {

LossDef define_huber_loss() {
  return {
      .name = "huber",
      .constructor = "Huber",
      .doc =
          "Squared error / 2 up to `delta`, beyond it delta (|error| - delta / 2); mean over all "
          "but\n"
          "the first axis.\n"
          "Source: Huber 1964, Robust estimation of a location parameter.",
      .options = {{"delta", 1.0, "where the loss becomes linear"}},
      .trace =
          [](const LossInputs& in) {
            const double delta = in.options.number("delta");
            in.options.require(delta > 0, "delta", text("must be positive", "须为正数"));
            return in.row_mean(in.g.huber(in.output, in.target, delta));
          },
  };
}

}  // namespace ingot
