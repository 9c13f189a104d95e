#include <limits>

#include "evaluate/averages.h"
#include "evaluate/metric_def.h"

namespace ingot {
namespace {

std::optional<double> compute(const ScoredRows& rows, RowCounts counts) {
  double sum = 0;
  int defined = 0;
  for (std::size_t k = 0; k < rows.width(); ++k) {
    const auto truth = [&](std::size_t row) { return rows.truth_value(row, k); };
    const std::optional<double> mean = mean_over_rows(rows, counts, truth);
    if (!mean) return std::nullopt;
    const double variance = *mean_over_rows(
        rows, counts, [&](std::size_t row) { return (truth(row) - *mean) * (truth(row) - *mean); });
    if (variance == 0) continue;
    const double error = *mean_over_rows(rows, counts, [&](std::size_t row) {
      const double miss = rows.predicted_value(row, k) - truth(row);
      return miss * miss;
    });
    sum += 1 - error / variance;
    ++defined;
  }
  if (defined == 0) return std::nullopt;
  return sum / defined;
}

}  // namespace

MetricDef define_r2() {
  return {
      .name = "r2",
      .label = text("R²", "R²"),
      .explanation =
          text("Share of the variation of the target that is explained; 0 is as good as the mean.",
               "目标变化中被解释的比例；0 表示与平均值一样好。"),
      .source =
          "Draper and Smith 1998, eq. 1.3.7; undefined for a constant target; several targets are "
          "averaged",
      .direction = Direction::higher_is_better,
      .applies_to = AppliesTo::numbers,
      .lowest = -std::numeric_limits<double>::infinity(),
      .unit = MetricUnit::plain,
      .place = 3,
      .compute = compute,
  };
}

}  // namespace ingot
