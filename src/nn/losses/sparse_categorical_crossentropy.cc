#include "nn/losses/classes.h"

namespace ingot {

LossDef define_sparse_categorical_crossentropy_loss() {
  return {
      .name = "sparse_categorical_crossentropy",
      .constructor = "SparseCategoricalCrossentropy",
      .doc =
          "-log of the probability of the label; output (batch, ..., classes), target i64 (batch, ...).\n"
          "Source: Goodfellow et al. 2016, sec. 6.2.2.3; smoothing: Szegedy et al. 2016, sec. 7;\n"
          "focal form: Lin et al. 2017, eq. 4.",
      .options = {{"label_smoothing", 0.0, "share of each target that is spread over all classes"},
                  {"class_weights", Numbers{}, "one weight for each class; empty: all 1"},
                  {"focal_gamma", 0.0, "rows of probability p count (1 - p)^gamma; 0: all alike"}},
      .target = TargetKind::class_indices,
      .trace =
          [](const LossInputs& in) {
            Builder& g = in.g;
            in.require(in.output.rank() >= 2, text("needs (batch, ..., classes)", "须为 (批次, ..., 类别)"));
            const bool plain = in.options.numbers("class_weights").empty() &&
                               in.options.number("focal_gamma") == 0;
            if (plain && in.activation == "softmax")
              return in.row_mean(g.softmax_cross_entropy(in.logits, in.target,
                                                         in.options.number("label_smoothing")));
            const Value hits =
                g.one_hot(in.target, in.output.shape().back(), -1, in.output.dtype());
            Value rows = cross_entropy(in, smoothed(in, hits));
            if (const Value factor = class_factor(in, in.output, hits); factor) rows = rows * factor;
            return in.row_mean(rows);
          },
  };
}

}  // namespace ingot
