#include "nn/optimizer_def.h"

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
            const double momentum = c.options.number("momentum"),
                         decay = c.options.number("weight_decay");
            c.options.require(momentum >= 0 && momentum < 1, "momentum",
                              text("must be in [0, 1), not {}", "须在 [0, 1) 内，而不是 {}", momentum));
            const Value gradient = decay == 0 ? c.gradient : c.gradient + c.weight * decay;
            if (momentum == 0) return c.weight - c.learning_rate * gradient;
            const Value velocity = c.slot("velocity") * momentum + gradient;
            c.set_slot("velocity", velocity);
            const Value direction =
                c.options.flag("nesterov") ? gradient + velocity * momentum : velocity;
            return c.weight - c.learning_rate * direction;
          },
  };
}

}  // namespace ingot
