#include "nn/optimizers/moments.h"

namespace ingot {

OptimizerDef define_adamw_optimizer() {
  return {
      .name = "adamw",
      .constructor = "AdamW",
      .doc =
          "Adam, with each weight first shrunk by rate weight_decay times itself, apart from the\n"
          "gradient.\n"
          "Source: Loshchilov and Hutter 2019, Decoupled weight decay regularization, alg. 2.",
      .options = {{"learning_rate", Schedule(0.001), "size of a step"},
                  {"beta1", 0.9, "decay of the mean of the gradients"},
                  {"beta2", 0.999, "decay of the mean of their squares"},
                  {"epsilon", 1e-7, "added to the root"},
                  {"weight_decay", 0.01,
                   "share of a weight that goes at each step, times the rate"}},
      .trace =
          [](OptimizerContext& c) {
            const double decay = read_not_negative(c, "weight_decay");
            const Value step = adam_step(c);
            return c.weight * (1 - c.learning_rate * decay) - step;
          },
  };
}

}  // namespace ingot
