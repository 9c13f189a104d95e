#include "nn/optimizers/moments.h"

namespace ingot {

OptimizerDef define_lion_optimizer() {
  return {
      .name = "lion",
      .constructor = "Lion",
      .doc =
          "Steps by the sign of an interpolation of momentum and gradient; decoupled weight "
          "decay.\n"
          "Source: Chen et al. 2023, Symbolic discovery of optimization algorithms, alg. 2.",
      .options = {{"learning_rate", Schedule(0.0001), "size of a step"},
                  {"beta1", 0.9, "share of the momentum in the direction"},
                  {"beta2", 0.99, "decay of the momentum"},
                  {"weight_decay", 0.0,
                   "share of a weight that goes at each step, times the rate"}},
      .trace =
          [](OptimizerContext& c) {
            const double beta1 = read_share(c, "beta1"), beta2 = read_share(c, "beta2");
            const double decay = read_not_negative(c, "weight_decay");
            const Value m = c.slot("m");
            const Value direction = c.g.sign(m * beta1 + c.gradient * (1 - beta1));
            c.set_slot("m", m * beta2 + c.gradient * (1 - beta2));
            if (decay == 0) return c.weight - c.learning_rate * direction;
            return c.weight - c.learning_rate * (direction + c.weight * decay);
          },
  };
}

}  // namespace ingot
