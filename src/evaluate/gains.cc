#include "evaluate/gains.h"

#include <cmath>

#include "evaluate/scored_rows.h"
#include "evaluate/wording.h"

namespace ingot {
namespace {

constexpr int kPoints = 20;

// Where rows of one probability end: so many rows, of which so many are of class 1.
struct Step {
  double rows = 0, positives = 0;
};

std::vector<Step> steps_of(const ScoredRows& rows) {
  std::vector<Step> steps{{}};
  const std::span<const std::int32_t> order = rows.descending(1);
  Step so_far;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto row = static_cast<std::size_t>(order[i]);
    so_far.rows += 1;
    so_far.positives += rows.label(row) == 1 ? 1 : 0;
    const bool ends =
        i + 1 == order.size() ||
        rows.probability(static_cast<std::size_t>(order[i + 1]), 1) != rows.probability(row, 1);
    if (ends) steps.push_back(so_far);
  }
  return steps;
}

}  // namespace

CumulativeGains cumulative_gains(const Predictions& predictions) {
  const ScoredRows rows = rows_of_two_classes(
      predictions, Ranking::with, text("gains are of two classes", "增益曲线只适用于两个类别"));
  const std::vector<Step> steps = steps_of(rows);
  CumulativeGains gains{.rows = static_cast<std::int64_t>(rows.num_rows()),
                        .positives = std::llround(steps.back().positives)};
  if (gains.positives == 0) return gains;
  std::size_t next = 1;
  for (int i = 1; i <= kPoints; ++i) {
    const double share = static_cast<double>(i) / kPoints;
    const double taken = share * steps.back().rows;
    while (next + 1 < steps.size() && steps[next].rows < taken) ++next;
    const Step &before = steps[next - 1], &after = steps[next];
    const double positives = before.positives + (taken - before.rows) *
                                                    (after.positives - before.positives) /
                                                    (after.rows - before.rows);
    const double found = positives / steps.back().positives;
    gains.points.push_back({share, found, found / share});
  }
  return gains;
}

Text describe(const CumulativeGains& gains, const std::string& positive) {
  if (gains.points.empty()) return {};
  const GainPoint& tenth = gains.points[1];
  return text(
      "The tenth of the rows that it ranks highest holds {} of all \"{}\": {:.1f} times their "
      "share.",
      "它排在最前面的十分之一的行包含了全部“{1}”的 {0}：是平均密度的 {2:.1f} 倍。",
      in_percent(tenth.found), positive, tenth.lift);
}

}  // namespace ingot
