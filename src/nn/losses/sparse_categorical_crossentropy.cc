#include <limits>

#include "nn/losses/classes.h"

namespace ingot {
namespace {

// The op's rule for probabilities that no softmax made: -1 does not count, other labels that are
// no class give NaN.
Value from_probabilities(const LossInputs& in, const Value& hits) {
  Builder& g = in.g;
  const Value rows = cross_entropy(in, smoothed(in, hits));
  const auto same = [&](double value) { return g.scalar_like(rows, value); };
  const Value known = g.greater(g.sum(hits, {-1}, drop_dims), same(0.5));
  const Value none = g.equal(in.target, g.scalar_like(in.target, -1));
  return g.select(known, rows,
                  g.select(none, same(0), same(std::numeric_limits<double>::quiet_NaN())));
}

// Over the labels of each row that are not -1; 0 where there are none.
Value mean_of_counted(const LossInputs& in, const Value& losses) {
  Builder& g = in.g;
  Ints axes;
  for (int axis = 1; axis < losses.rank(); ++axis) axes.push_back(axis);
  const Value counts = g.not_equal(in.target, g.scalar_like(in.target, -1));
  const Value count = g.sum(g.cast(counts, losses.dtype()), axes, drop_dims);
  return g.sum(losses, axes, drop_dims) / g.maximum(count, g.scalar_like(count, 1));
}

}  // namespace

LossDef define_sparse_categorical_crossentropy_loss() {
  return {
      .name = "sparse_categorical_crossentropy",
      .constructor = "SparseCategoricalCrossentropy",
      .doc =
          "-log of the probability of the label; output (batch, ..., classes), target i64\n"
          "(batch, ...). A label of -1 does not count; any other that is no class gives NaN. A row "
          "of\n"
          "several labels has the mean over those that count. The mean over rows is by their "
          "number,\n"
          "whatever the weights.\n"
          "Source: Goodfellow et al. 2016, sec. 6.2.2.3; smoothing: Szegedy et al. 2016, sec. 7;\n"
          "focal form: Lin et al. 2017, eq. 4.",
      .options = {{"label_smoothing", 0.0, "share of each target that is spread over all classes"},
                  {"class_weights", Numbers{}, "one weight for each class; empty: all 1"},
                  {"focal_gamma", 0.0, "rows of probability p count (1 - p)^gamma; 0: all alike"}},
      .target = TargetKind::class_indices,
      .trace =
          [](const LossInputs& in) {
            Builder& g = in.g;
            const Value hits =
                g.one_hot(in.target, in.output.shape().back(), -1, in.output.dtype());
            const Value rows =
                in.activation == "softmax"
                    ? g.softmax_cross_entropy(in.logits, in.target, read_smoothing(in))
                    : from_probabilities(in, hits);
            const Value factor = class_factor(in, hits);
            const Value weighted = factor ? rows * factor : rows;
            return weighted.rank() == 1 ? weighted : mean_of_counted(in, weighted);
          },
  };
}

}  // namespace ingot
