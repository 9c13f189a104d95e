#include "nn/losses/classes.h"

namespace ingot {

LossDef define_binary_crossentropy_loss() {
  return {
      .name = "binary_crossentropy",
      .constructor = "BinaryCrossentropy",
      .doc =
          "-target log(p) - (1 - target) log(1 - p), mean over all but the first axis.\n"
          "Source: Goodfellow et al. 2016, eq. 6.2.2.2; focal form: Lin et al. 2017, eq. 4.",
      .options = {{"label_smoothing", 0.0, "targets move towards 1/2 by this share"},
                  {"positive_weight", 1.0, "weight of targets that are 1"},
                  {"focal_gamma", 0.0, "rows of probability p count (1 - p)^gamma; 0: all alike"}},
      .trace =
          [](const LossInputs& in) {
            Builder& g = in.g;
            const double s = in.options.number("label_smoothing"),
                         weight = in.options.number("positive_weight"),
                         gamma = in.options.number("focal_gamma");
            in.options.require(s >= 0 && s < 1, "label_smoothing",
                               text("must be in [0, 1), not {}", "须在 [0, 1) 内，而不是 {}", s));
            const Value t = s == 0 ? in.target : in.target * (1 - s) + s / 2;
            Value loss;
            if (in.activation == "sigmoid") {
              loss = g.binary_cross_entropy_with_logits(in.logits, t);
            } else {
              const Value p = clamped_probabilities(in);
              loss = -(t * g.log(p) + (1 - t) * g.log(1 - p));
            }
            if (weight != 1) loss = loss * (in.target * (weight - 1) + 1);
            if (gamma != 0) {
              const Value p = clamped_probabilities(in);
              const Value miss = in.target * (1 - p) + (1 - in.target) * p;
              loss = loss * g.pow(miss, g.scalar_like(miss, gamma));
            }
            return in.row_mean(loss);
          },
  };
}

}  // namespace ingot
