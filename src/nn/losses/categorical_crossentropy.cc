#include "nn/losses/classes.h"

namespace ingot {

LossDef define_categorical_crossentropy_loss() {
  return {
      .name = "categorical_crossentropy",
      .constructor = "CategoricalCrossentropy",
      .doc =
          "-sum target log(output) over the last axis; targets are probabilities, often\n"
          "one-hot. The mean over rows is by their number, whatever the weights.\n"
          "Source: Goodfellow et al. 2016, sec. 6.2.2.3; smoothing: Szegedy et al. 2016, sec. 7;\n"
          "focal form: Lin et al. 2017, eq. 4.",
      .options = {{"label_smoothing", 0.0, "share of each target that is spread over all classes"},
                  {"class_weights", Numbers{}, "one weight for each class; empty: all 1"},
                  {"focal_gamma", 0.0, "rows of probability p count (1 - p)^gamma; 0: all alike"}},
      .trace =
          [](const LossInputs& in) {
            in.require(in.output.rank() >= 2,
                       text("needs (batch, ..., classes)", "须为 (批次, ..., 类别)"));
            const Value rows = cross_entropy(in, smoothed(in, in.target));
            const Value factor = class_factor(in, in.target);
            return in.row_mean(factor ? rows * factor : rows);
          },
  };
}

}  // namespace ingot
