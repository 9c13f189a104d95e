#include "nn/optimizers/moments.h"

namespace ingot {

OptimizerDef define_sgd_optimizer() {
  return {
      .name = "sgd",
      .constructor = "SGD",
      .doc =
          "velocity = momentum velocity + gradient; weight -= rate velocity (with Nesterov: rate\n"
          "(gradient + momentum velocity)).\n"
          "Source: Sutskever et al. 2013, On the importance of initialization and momentum.",
      .options = {{"learning_rate", Schedule(0.01), "size of a step"},
                  {"momentum", 0.0, "share of the velocity that stays"},
                  {"nesterov", false, "look ahead along the velocity"},
                  {"weight_decay", 0.0, "added to the gradient: factor times the weight"}},
      .trace =
          [](OptimizerContext& c) {
            const double momentum = read_share(c, "momentum");
            const double decay = read_not_negative(c, "weight_decay");
            const Value gradient = decay == 0 ? c.gradient : c.gradient + c.weight * decay;
            if (momentum == 0) return c.weight - c.learning_rate * gradient;
            const Value velocity = c.slot("velocity") * momentum + gradient;
            c.set_slot("velocity", velocity);
            const bool ahead = c.options.flag("nesterov");
            return c.weight - c.learning_rate * (ahead ? gradient + velocity * momentum : velocity);
          },
  };
}

}  // namespace ingot
