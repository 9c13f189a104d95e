#include "nn/optimizer_def.h"

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
            Builder& g = c.g;
            const Value sum = c.slot("sum") + g.square(c.gradient);
            c.set_slot("sum", sum);
            return c.weight -
                   c.learning_rate * c.gradient / (g.sqrt(sum) + c.options.number("epsilon"));
          },
  };
}

}  // namespace ingot
