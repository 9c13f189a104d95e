#include "nn/optimizer_def.h"

namespace ingot {

OptimizerDef define_adam_optimizer() {
  return {
      .name = "adam",
      .constructor = "Adam",
      .doc =
          "Steps by the mean of the gradients over the root of the mean of their squares, both\n"
          "corrected for starting at zero.\n"
          "Source: Kingma and Ba 2015, Adam, alg. 1.",
      .options = {{"learning_rate", Schedule(0.001), "size of a step"},
                  {"beta1", 0.9, "decay of the mean of the gradients"},
                  {"beta2", 0.999, "decay of the mean of their squares"},
                  {"epsilon", 1e-7, "added to the root"}},
      .trace =
          [](OptimizerContext& c) {
            Builder& g = c.g;
            const double beta1 = c.options.number("beta1"), beta2 = c.options.number("beta2");
            const Value m_before = c.slot("m"), v_before = c.slot("v");
            const Value m = m_before * beta1 + c.gradient * (1 - beta1);
            const Value v = v_before * beta2 + g.square(c.gradient) * (1 - beta2);
            c.set_slot("m", m);
            c.set_slot("v", v);
            // Bias corrections on scalars, so that a weight costs one pass.
            const Value correct1 = 1 - g.pow(g.scalar_like(c.step, beta1), c.step);
            const Value correct2 = g.sqrt(1 - g.pow(g.scalar_like(c.step, beta2), c.step));
            const Value rate = c.learning_rate * correct2 / correct1;
            const Value update =
                rate * m / (g.sqrt(v) + c.options.number("epsilon") * correct2);
            return c.weight - update;
          },
  };
}

}  // namespace ingot
