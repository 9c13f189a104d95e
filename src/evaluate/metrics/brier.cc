#include "evaluate/averages.h"
#include "evaluate/metric_def.h"

namespace ingot {
namespace {

std::optional<double> compute(const ScoredRows& rows, RowCounts counts) {
  if (rows.num_classes() > 2)
    return mean_over_rows(rows, counts,
                          [&](std::size_t row) { return rows.squared_distance(row); });
  return mean_over_rows(rows, counts, [&](std::size_t row) {
    const double miss = rows.probability(row, 1) - (rows.label(row) == 1 ? 1 : 0);
    return miss * miss;
  });
}

}  // namespace

MetricDef define_brier() {
  return {
      .name = "brier",
      .label = text("Brier score", "Brier 分数"),
      .explanation = text("Mean squared distance between the probabilities and what came true.",
                          "概率与实际结果之间距离平方的平均。"),
      .source = "Brier 1950; with two classes the half of it, the square for the positive class",
      .direction = Direction::lower_is_better,
      .applies_to = AppliesTo::classes,
      .highest = 2,
      .unit = MetricUnit::plain,
      .place = 12,
      .compute = compute,
  };
}

}  // namespace ingot
