#include "nn/losses/classes.h"

namespace ingot {

LossDef define_binary_crossentropy_loss() {
  return {
      .name = "binary_crossentropy",
      .constructor = "BinaryCrossentropy",
      .doc =
          "-target log(p) - (1 - target) log(1 - p), mean over all but the first axis. The mean\n"
          "over rows is by their number, whatever the weights.\n"
          "Source: Goodfellow et al. 2016, sec. 6.2.2.2; smoothing: Szegedy et al. 2016, sec. 7;\n"
          "focal form: Lin et al. 2017, eq. 4.",
      .options = {{"label_smoothing", 0.0, "targets move towards 1/2 by this share"},
                  {"class_weights", Numbers{}, "of targets 0 and of targets 1; empty: both 1"},
                  {"focal_gamma", 0.0, "rows of probability p count (1 - p)^gamma; 0: all alike"}},
      .trace =
          [](const LossInputs& in) {
            Builder& g = in.g;
            const double s = read_smoothing(in);
            const Value t = s == 0 ? in.target : in.target * (1 - s) + s / 2;
            Value loss;
            if (in.activation == "sigmoid") {
              loss = g.binary_cross_entropy_with_logits(in.logits, t);
            } else {
              const Value p = clamped_probabilities(in);
              loss = -(t * g.log(p) + (1 - t) * g.log(1 - p));
            }
            if (const Numbers& w = read_class_weights(in, 2); !w.empty())
              loss = loss * (in.target * (w[1] - w[0]) + w[0]);
            const Value miss = in.target * (1 - in.output) + (1 - in.target) * in.output;
            if (const Value focal = focal_factor(in, miss); focal) loss = loss * focal;
            return in.row_mean(loss);
          },
  };
}

}  // namespace ingot
