#include <cmath>
#include <limits>

#include "evaluate/averages.h"
#include "evaluate/metric_def.h"

namespace ingot {
namespace {

std::optional<double> compute(const ScoredRows& rows, RowCounts counts) {
  const std::optional<double> mse = mean_squared_error(rows, counts);
  if (!mse) return std::nullopt;
  return std::sqrt(*mse);
}

}  // namespace

MetricDef define_rmse() {
  return {
      .name = "rmse",
      .label = text("Root mean squared error", "均方根误差"),
      .explanation =
          text("Typical size of an error in the unit of the target; large errors count more.",
               "误差的典型大小，单位同目标；大误差影响更大。"),
      .direction = Direction::lower_is_better,
      .applies_to = AppliesTo::numbers,
      .highest = std::numeric_limits<double>::infinity(),
      .unit = MetricUnit::target,
      .place = 2,
      .compute = compute,
  };
}

}  // namespace ingot
