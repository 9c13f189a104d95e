#include "evaluate/call_threshold.h"

#include <cmath>
#include <limits>

#include "evaluate/label_thresholds.h"
#include "evaluate/scored_rows.h"

namespace ingot {
namespace {

ScoredRows two_classes(const Predictions& predictions, Ranking ranking) {
  return rows_of_two_classes(predictions, ranking,
                             text("a threshold parts two classes", "阈值只适用于两个类别"));
}

// Calls rows of `above` and none of `below`. Rounding must not move it to the one below.
float between(float below, float above) {
  const float half = below + (above - below) / 2;
  return half > below ? half : above;
}

}  // namespace

float f1_threshold(const Predictions& predictions) {
  const ScoredRows rows = two_classes(predictions, Ranking::without);
  const auto n = static_cast<std::int64_t>(rows.num_rows());
  Tensor scores(f32, {n, 1}), truth(i64, {n, 1});
  for (std::int64_t row = 0; row < n; ++row) {
    scores.set(row, rows.probability(static_cast<std::size_t>(row), 1));
    truth.set(row, rows.label(static_cast<std::size_t>(row)) == 1 ? 1 : 0);
  }
  return best_thresholds(scores, truth)[0];
}

float cost_threshold(const Predictions& predictions, const ErrorCosts& costs) {
  const ScoredRows rows = two_classes(predictions, Ranking::with);
  const std::span<const std::int32_t> order = rows.descending(1);
  const auto score = [&](std::size_t place) {
    return static_cast<float>(rows.probability(static_cast<std::size_t>(order[place]), 1));
  };
  const auto in_theory = static_cast<float>(costs.fp / (costs.fn + costs.fp));
  double cost = 0;
  for (std::size_t row = 0; row < rows.num_rows(); ++row)
    if (rows.label(row) == 1) cost += costs.fn;
  // No row is called.
  float best = score(0) < 1 ? between(score(0), 1)
                            : std::nextafter(1.0F, std::numeric_limits<float>::infinity());
  if (in_theory > score(0)) best = in_theory;
  double least = cost;
  for (std::size_t i = 0; i < order.size(); ++i) {
    cost += rows.label(static_cast<std::size_t>(order[i])) == 1 ? -costs.fn : costs.fp;
    const float above = score(i);
    const bool is_last = i + 1 == order.size();
    if (!is_last && score(i + 1) == above) continue;
    const float below = is_last ? 0 : score(i + 1);
    // All thresholds of (below, above] cost the same.
    const float threshold =
        in_theory > below && in_theory <= above ? in_theory : between(below, above);
    // Sums of costs differ in their last bits by the order of the rows.
    const double tolerance = 1e-9 * (costs.fn + costs.fp);
    const bool nearer = std::abs(threshold - in_theory) < std::abs(best - in_theory);
    if (cost < least - tolerance || (cost < least + tolerance && nearer)) {
      least = cost;
      best = threshold;
    }
  }
  return best;
}

}  // namespace ingot
