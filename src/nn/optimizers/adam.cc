#include "nn/optimizers/moments.h"

namespace ingot {

OptimizerDef define_adam_optimizer() {
  return {
      .name = "adam",
      .constructor = "Adam",
      .doc =
          "Steps by the mean of the gradients over the root of the mean of their squares, both\n"
          "corrected for starting at zero.\n"
          "Source: Kingma and Ba 2015, Adam: a method for stochastic optimization, alg. 1.",
      .options = {{"learning_rate", Schedule(0.001), "size of a step"},
                  {"beta1", 0.9, "decay of the mean of the gradients"},
                  {"beta2", 0.999, "decay of the mean of their squares"},
                  {"epsilon", 1e-7, "added to the root"}},
      .trace = [](OptimizerContext& c) { return c.weight - adam_step(c); },
  };
}

}  // namespace ingot
