#include <cmath>
#include <limits>

#include "evaluate/averages.h"
#include "evaluate/metric_def.h"

namespace ingot {
namespace {

std::optional<double> compute(const ScoredRows& rows, RowCounts counts) {
  return mean_over_values(rows, counts, [](double t, double p) { return std::abs(p - t); });
}

}  // namespace

MetricDef define_mae() {
  return {
      .name = "mae",
      .label = text("Mean absolute error", "平均绝对误差"),
      .explanation = text("Mean size of the errors, in the unit of the target.",
                          "误差大小的平均，单位同目标。"),
      .direction = Direction::lower_is_better,
      .applies_to = AppliesTo::numbers,
      .highest = std::numeric_limits<double>::infinity(),
      .unit = MetricUnit::target,
      .place = 1,
      .compute = compute,
  };
}

}  // namespace ingot
