#include "nn/optimizers/moments.h"

namespace ingot {

OptimizerDef define_rmsprop_optimizer() {
  return {
      .name = "rmsprop",
      .constructor = "RMSprop",
      .doc =
          "Steps by the gradient over the root of the mean of its squares, with momentum.\n"
          "Source: Tieleman and Hinton 2012, Neural networks for machine learning, lecture 6.5.",
      .options = {{"learning_rate", Schedule(0.001), "size of a step"},
                  {"rho", 0.9, "decay of the mean of squares"},
                  {"momentum", 0.0, "share of the last step that stays"},
                  {"epsilon", 1e-7, "added to the root"}},
      .trace =
          [](OptimizerContext& c) {
            Builder& g = c.g;
            const double rho = read_share(c, "rho"), momentum = read_share(c, "momentum");
            const double epsilon = read_not_negative(c, "epsilon");
            const Value v = c.slot("v") * rho + g.square(c.gradient) * (1 - rho);
            c.set_slot("v", v);
            const Value step = c.learning_rate * c.gradient / (g.sqrt(v) + epsilon);
            if (momentum == 0) return c.weight - step;
            const Value velocity = c.slot("velocity") * momentum + step;
            c.set_slot("velocity", velocity);
            return c.weight - velocity;
          },
  };
}

}  // namespace ingot
