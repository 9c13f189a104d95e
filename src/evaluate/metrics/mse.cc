#include <limits>

#include "evaluate/averages.h"
#include "evaluate/metric_def.h"

namespace ingot {
namespace {

std::optional<double> compute(const ScoredRows& rows, RowCounts counts) {
  return mean_squared_error(rows, counts);
}

}  // namespace

MetricDef define_mse() {
  return {
      .name = "mse",
      .label = text("Mean squared error", "均方误差"),
      .explanation = text("Mean of the squared errors, in the square of the unit of the target.",
                          "误差平方的平均，单位是目标单位的平方。"),
      .direction = Direction::lower_is_better,
      .applies_to = AppliesTo::numbers,
      .highest = std::numeric_limits<double>::infinity(),
      .unit = MetricUnit::target_squared,
      .place = 5,
      .compute = compute,
  };
}

}  // namespace ingot
