#include "nn/losses/classes.h"

namespace ingot {
namespace {

// Of a probability, and of 1 minus it: what the dtype can tell from 0 and 1.
double smallest(DType dtype) { return dtype == f64 || dtype == f32 ? 1e-7 : 4e-3; }

}  // namespace

Value clamped_probabilities(const LossInputs& in) {
  const double low = smallest(in.output.dtype());
  return in.g.clamp(in.output, low, 1 - low);
}

double read_smoothing(const LossInputs& in) {
  const double s = in.options.number("label_smoothing");
  in.options.require(s >= 0 && s < 1, "label_smoothing",
                     text("must be in [0, 1), not {}", "须在 [0, 1) 内，而不是 {}", s));
  return s;
}

Value smoothed(const LossInputs& in, const Value& hits) {
  const double s = read_smoothing(in);
  if (s == 0) return hits;
  return hits * (1 - s) + s / static_cast<double>(hits.shape().back());
}

Value cross_entropy(const LossInputs& in, const Value& hits) {
  if (in.activation == "softmax") return in.g.softmax_cross_entropy_dense(in.logits, hits);
  return -in.g.sum(hits * in.g.log(clamped_probabilities(in)), {-1}, drop_dims);
}

const Numbers& read_class_weights(const LossInputs& in, std::int64_t classes) {
  const Numbers& weights = in.options.numbers("class_weights");
  in.options.require(weights.empty() || static_cast<std::int64_t>(weights.size()) == classes,
                     "class_weights",
                     text("needs {} numbers, one for each class, not {}",
                          "须有 {} 个数，每类一个，而不是 {} 个", classes, weights.size()));
  for (const double w : weights)
    in.options.require(w >= 0, "class_weights",
                       text("must not be negative, as {} is", "不能为负，如 {}", w));
  return weights;
}

Value focal_factor(const LossInputs& in, const Value& miss) {
  const double gamma = in.options.number("focal_gamma");
  in.options.require(gamma >= 0, "focal_gamma",
                     text("must not be negative, as {} is", "不能为负，如 {}", gamma));
  if (gamma == 0) return {};
  // The slope of a power below 1 is infinite at 0.
  const Value base = in.g.clamp(miss, smallest(miss.dtype()), 1.0);
  return in.g.pow(base, in.g.scalar_like(base, gamma));
}

Value class_factor(const LossInputs& in, const Value& hits) {
  Builder& g = in.g;
  Value factor;
  const std::int64_t classes = hits.shape().back();
  if (const Numbers& weights = read_class_weights(in, classes); !weights.empty()) {
    const Value w = g.constant(Tensor::from(weights, {classes}).to(hits.dtype()));
    factor = g.sum(hits * w, {-1}, drop_dims);
  }
  const Value p = g.sum(hits * in.output, {-1}, drop_dims);
  if (const Value focal = focal_factor(in, 1 - p); focal) factor = factor ? factor * focal : focal;
  return factor;
}

}  // namespace ingot
