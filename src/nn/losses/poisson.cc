#include "nn/loss_def.h"

namespace ingot {
namespace {

constexpr double kSmallestMean = 1e-7;

// The logarithm of the output, which no rounding to 0 makes infinite.
Value log_of_output(const LossInputs& in) {
  if (in.activation == "exp") return in.logits;
  return in.g.log(in.g.maximum(in.output, in.g.scalar_like(in.output, kSmallestMean)));
}

}  // namespace

LossDef define_poisson_loss() {
  return {
      .name = "poisson",
      .constructor = "Poisson",
      .doc =
          "output - target log(output), for counts whose mean is the output, a positive number\n"
          "(activation exp); mean over all but the first axis. It is -log of Poisson's "
          "probability\n"
          "without log(target!), which no weight changes.\n"
          "Source: McCullagh and Nelder 1989, Generalized linear models, sec. 6.2.",
      .trace =
          [](const LossInputs& in) {
            return in.row_mean(in.output - in.target * log_of_output(in));
          },
  };
}

}  // namespace ingot
