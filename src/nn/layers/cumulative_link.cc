#include "nn/layer_def.h"

namespace ingot {
namespace {

// `x` with zeros before and after it along the last axis.
Value between_zeros(Builder& g, const Value& x, std::int64_t before, std::int64_t after) {
  Ints low(static_cast<std::size_t>(x.rank()), 0), high = low;
  low.back() = before;
  high.back() = after;
  return g.pad(x, {.low = low, .high = high});
}

// With a threshold on both sides sigmoid(b) - sigmoid(a) = sigmoid(b) sigmoid(-a) (1 - e^(a - b)),
// whose logarithm neither side rounds away.
Value trace_cumulative_link(LayerContext& c, const Values& in) {
  Builder& g = c.g;
  const Value& score = in[0];
  const std::int64_t classes = c.options.integer("classes");
  c.options.require(classes >= 2, "classes", text("must be at least 2", "须至少为 2"));
  c.require(score.rank() >= 2 && score.shape().back() == 1, in,
            text("needs (batch, ..., 1)", "须为 (批次, ..., 1)"));
  // The score sums many weights and runs ahead; thresholds of the same pace would lag behind it.
  constexpr double kPace = 16;
  const Value steps = c.weight("steps", {score.dtype(), {classes - 1}}, "zeros", {}) * kPace;
  Value thresholds = steps, log_width;
  if (classes > 2) {
    const Value gaps = g.softplus(g.slice(steps, {1}, {classes - 1}));
    thresholds = g.cumsum(g.concat(Values{g.slice(steps, {0}, {1}), gaps}, 0), 0);
    log_width = between_zeros(g, g.log(-g.expm1(-gaps)), 1, 1);
  }
  const Value below = thresholds - score;
  Value logits =
      between_zeros(g, g.log_sigmoid(below), 0, 1) + between_zeros(g, g.log_sigmoid(-below), 1, 0);
  if (log_width) logits = logits + log_width;
  return c.activate("softmax", logits);
}

}  // namespace

LayerDef define_cumulative_link_layer() {
  return {
      .name = "cumulative_link",
      .constructor = "CumulativeLink",
      .doc =
          "Probabilities of classes in an order from one score, (batch, ..., 1) -> (batch, ...,\n"
          "classes): P(class <= j) = sigmoid(threshold_j - score). The thresholds rise: the first\n"
          "is 16 steps_0, each other one softplus(16 steps_j) above the one before.\n"
          "Source: McCullagh 1980, Regression models for ordinal data, sec. 2.",
      .arguments = {{"classes", 2, "in their order"}},
      .trace = trace_cumulative_link,
  };
}

}  // namespace ingot
