#include "nn/optimizers/moments.h"

namespace ingot {

OptimizerDef define_adagrad_optimizer() {
  return {
      .name = "adagrad",
      .constructor = "Adagrad",
      .doc =
          "Steps by the gradient over the root of the sum of all its squares so far.\n"
          "Source: Duchi et al. 2011, Adaptive subgradient methods.",
      .options = {{"learning_rate", Schedule(0.01), "size of a step"},
                  {"epsilon", 1e-7, "added to the root"}},
      .trace =
          [](OptimizerContext& c) {
            const double epsilon = read_not_negative(c, "epsilon");
            const Value sum = c.slot("sum") + c.g.square(c.gradient);
            c.set_slot("sum", sum);
            return c.weight - c.learning_rate * c.gradient / (c.g.sqrt(sum) + epsilon);
          },
  };
}

}  // namespace ingot
