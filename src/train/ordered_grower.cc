#include <algorithm>
#include <cmath>

#include "train/tree_grower.h"

namespace ingot {
namespace {

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
double log_sigmoid(double x) { return std::min(x, 0.0) - std::log1p(std::exp(-std::abs(x))); }

// A class between its thresholds, as seen from a score: P = sigmoid(upper) - sigmoid(lower)
// = sigmoid(upper) sigmoid(-lower) (1 - e^(lower - upper)). The first has no lower threshold, the
// last no upper one.
struct Between {
  bool has_lower, has_upper;
  double lower, upper;

  [[nodiscard]] double log_width() const {
    return has_lower && has_upper ? std::log(-std::expm1(lower - upper)) : 0;
  }
  [[nodiscard]] double log_probability() const {
    return (has_upper ? log_sigmoid(upper) : 0) + (has_lower ? log_sigmoid(-lower) : 0) +
           log_width();
  }
  [[nodiscard]] double below_upper() const { return has_upper ? sigmoid(upper) : 1; }
  [[nodiscard]] double below_lower() const { return has_lower ? sigmoid(lower) : 0; }
};

Between class_between(const std::vector<double>& thresholds, std::size_t label, double score) {
  const bool has_lower = label > 0, has_upper = label < thresholds.size();
  return {has_lower, has_upper, has_lower ? thresholds[label - 1] - score : 0,
          has_upper ? thresholds[label] - score : 0};
}

// The loss, -log P, by the thresholds: its gradient and its tridiagonal second derivatives.
struct Derivatives {
  explicit Derivatives(std::size_t size) : gradient(size), diagonal(size), beside(size) {}
  std::vector<double> gradient, diagonal, beside;  // beside[i]: of i and i + 1

  void add(const Between& c, std::size_t label, double weight) {
    const double upper = c.below_upper(), lower = c.below_lower();
    // -(1 - upper) / ((1 - lower) width) and lower / (upper width), however far away the score is.
    const double by_upper =
        c.has_upper ? -std::exp(log_sigmoid(-c.upper) - (c.has_lower ? log_sigmoid(-c.lower) : 0) -
                                c.log_width())
                    : 0;
    const double by_lower = c.has_lower
                                ? std::exp(log_sigmoid(c.lower) -
                                           (c.has_upper ? log_sigmoid(c.upper) : 0) - c.log_width())
                                : 0;
    if (c.has_upper) {
      gradient[label] += weight * by_upper;
      diagonal[label] += weight * (by_upper * (1 - 2 * upper) + by_upper * by_upper);
    }
    if (c.has_lower) {
      gradient[label - 1] += weight * by_lower;
      diagonal[label - 1] += weight * (by_lower * (1 - 2 * lower) + by_lower * by_lower);
    }
    if (c.has_lower && c.has_upper) beside[label - 1] += weight * by_upper * by_lower;
  }

  // Newton's step by elimination from the first to the last.
  [[nodiscard]] std::vector<double> step(double total_weight) const {
    const std::size_t n = gradient.size();
    const double ridge = 1e-6 * total_weight;
    std::vector<double> pivot(n), right(n), step(n);
    for (std::size_t i = 0; i < n; ++i) {
      const double factor = i > 0 ? beside[i - 1] / pivot[i - 1] : 0;
      pivot[i] = diagonal[i] + ridge - (i > 0 ? factor * beside[i - 1] : 0);
      right[i] = -gradient[i] - (i > 0 ? factor * right[i - 1] : 0);
    }
    for (std::size_t i = n; i-- > 0;)
      step[i] = (right[i] - (i + 1 < n ? beside[i] * step[i + 1] : 0)) / pivot[i];
    return step;
  }
};

class OrderedGrower final : public TreeGrower {
 public:
  explicit OrderedGrower(const TreeGround& ground)
      : ground_(ground),
        labels_(ground.matrix.labels()),
        weights_(ground.matrix.weights()),
        booster_(ground.matrix, ground.valid, ground.from_zero()),
        thresholds_(thresholds_of_shares()) {}

  void grow(int /*round*/) override {
    std::vector<float> gradients(labels_.size()), curvatures(labels_.size());
    for_each_row([&](std::size_t row, std::size_t, const Between& c) {
      const double upper = c.below_upper(), lower = c.below_lower();
      gradients[row] = static_cast<float>(weight(row) * (1 - upper - lower));
      constexpr double kLeastCurvature = 1e-6;
      const double curvature = upper * (1 - upper) + lower * (1 - lower);
      curvatures[row] = static_cast<float>(weight(row) * std::max(curvature, kLeastCurvature));
    });
    booster_.boost(gradients, curvatures);
    move_thresholds();
    thresholds_after_.push_back(thresholds_);
  }

  // The logarithms of the probabilities: their softmax are these.
  [[nodiscard]] std::span<const float> valid_margins() override {
    valid_margins_.clear();
    for (const float score : booster_.margins(*ground_.valid))
      for (std::size_t label = 0; label <= thresholds_.size(); ++label)
        valid_margins_.push_back(
            static_cast<float>(class_between(thresholds_, label, score).log_probability()));
    return valid_margins_;
  }

  void finish(BoostedTrees& result) override {
    result.xgboost_model = booster_.model();
    result.trees = read_booster_model(result.xgboost_model);
    result.thresholds = thresholds_after_[static_cast<std::size_t>(result.num_rounds - 1)];
  }

 private:
  [[nodiscard]] double weight(std::size_t row) const {
    return weights_.empty() ? 1 : static_cast<double>(weights_[row]);
  }

  // body(row, label, class as its score sees it)
  void for_each_row(const auto& body) {
    const std::span<const float> scores = booster_.margins(ground_.matrix);
    for (std::size_t row = 0; row < labels_.size(); ++row) {
      const auto label = static_cast<std::size_t>(labels_[row]);
      body(row, label, class_between(thresholds_, label, static_cast<double>(scores[row])));
    }
  }

  // So many rows more of each class, of the mean score: none is impossible.
  static constexpr double kPriorRows = 0.5;

  // Those of a score of 0 for all rows.
  [[nodiscard]] std::vector<double> thresholds_of_shares() const {
    const auto classes = static_cast<std::size_t>(ground_.options.num_classes);
    std::vector<double> mass(classes, kPriorRows);
    double total = kPriorRows * static_cast<double>(classes), below = 0;
    for (std::size_t row = 0; row < labels_.size(); ++row) {
      mass[static_cast<std::size_t>(labels_[row])] += weight(row);
      total += weight(row);
    }
    std::vector<double> thresholds;
    for (std::size_t label = 0; label + 1 < classes; ++label) {
      below += mass[label];
      thresholds.push_back(std::log(below / (total - below)));
    }
    return thresholds;
  }

  // As much of Newton's step as leaves them in their order.
  void move_thresholds() {
    constexpr double kLongest = 1, kLeastGap = 0.3;
    Derivatives derivatives(thresholds_.size());
    double total = 0, score_sum = 0;
    for_each_row([&](std::size_t row, std::size_t label, const Between& c) {
      derivatives.add(c, label, weight(row));
      total += weight(row);
      score_sum += weight(row) *
                   (c.has_upper ? thresholds_[label] - c.upper : thresholds_[label - 1] - c.lower);
    });
    for (std::size_t label = 0; label <= thresholds_.size(); ++label)
      derivatives.add(class_between(thresholds_, label, score_sum / total), label, kPriorRows);
    const std::vector<double> step = derivatives.step(total);
    double share = 1;
    for (std::size_t i = 0; i < step.size(); ++i) {
      share = std::min(share, kLongest / std::max(kLongest, std::abs(step[i])));
      const double gap = i > 0 ? thresholds_[i] - thresholds_[i - 1] : 0;
      const double narrowing = i > 0 ? step[i - 1] - step[i] : 0;
      if (narrowing > 0) share = std::min(share, (1 - kLeastGap) * gap / narrowing);
    }
    for (std::size_t i = 0; i < step.size(); ++i) thresholds_[i] += share * step[i];
  }

  const TreeGround ground_;
  std::span<const float> labels_, weights_;
  Booster booster_;
  std::vector<double> thresholds_;
  std::vector<std::vector<double>> thresholds_after_;  // each round
  std::vector<float> valid_margins_;
};

}  // namespace

std::unique_ptr<TreeGrower> ordered_grower(const TreeGround& ground) {
  return std::make_unique<OrderedGrower>(ground);
}

}  // namespace ingot
