#include "nn/losses/classes.h"

namespace ingot {
namespace {

constexpr double kSmallest = 1e-7;

}  // namespace

Value clamped_probabilities(const LossInputs& in) {
  return in.g.clamp(in.output, kSmallest, 1 - kSmallest);
}

Value smoothed(const LossInputs& in, const Value& hits) {
  const double s = in.options.number("label_smoothing");
  in.options.require(s >= 0 && s < 1, "label_smoothing",
                     text("must be in [0, 1), not {}", "须在 [0, 1) 内，而不是 {}", s));
  if (s == 0) return hits;
  return hits * (1 - s) + s / static_cast<double>(hits.shape().back());
}

Value cross_entropy(const LossInputs& in, const Value& hits) {
  if (in.activation == "softmax") return in.g.softmax_cross_entropy_dense(in.logits, hits);
  return -in.g.sum(hits * in.g.log(clamped_probabilities(in)), {-1}, drop_dims);
}

Value class_factor(const LossInputs& in, const Value& probabilities, const Value& hits) {
  Builder& g = in.g;
  Value factor;
  const Numbers& weights = in.options.numbers("class_weights");
  if (!weights.empty()) {
    const std::int64_t classes = hits.shape().back();
    in.options.require(static_cast<std::int64_t>(weights.size()) == classes, "class_weights",
                       text("needs {} numbers, one for each class", "须有 {} 个数，每类一个", classes));
    const Value w = g.constant(Tensor::from(weights, {classes}).to(hits.dtype()));
    factor = g.sum(hits * w, {-1}, drop_dims);
  }
  const double gamma = in.options.number("focal_gamma");
  in.options.require(gamma >= 0, "focal_gamma", text("must not be negative", "不能为负"));
  if (gamma > 0) {
    const Value p = g.sum(hits * probabilities, {-1}, drop_dims);
    const Value focal = g.pow(g.clamp(1 - p, kSmallest, 1.0), g.scalar_like(p, gamma));
    factor = factor ? factor * focal : focal;
  }
  return factor;
}

}  // namespace ingot
