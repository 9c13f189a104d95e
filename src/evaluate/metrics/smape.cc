#include <cmath>

#include "evaluate/averages.h"
#include "evaluate/metric_def.h"

namespace ingot {
namespace {

std::optional<double> compute(const ScoredRows& rows, RowCounts counts) {
  return mean_over_values(rows, counts, [](double t, double p) {
    const double size = std::abs(t) + std::abs(p);
    return size > 0 ? 2 * std::abs(p - t) / size : 0;
  });
}

}  // namespace

MetricDef define_smape() {
  return {
      .name = "smape",
      .label = text("Symmetric percentage error", "对称百分比误差"),
      .explanation = text(
          "Mean of 2 |error| / (|truth| + |prediction|): errors relative to the size, 0 to 200 %.",
          "2 |误差| / (|真实| + |预测|) 的平均，即相对误差，0 到 200 %。"),
      .source = "Makridakis et al. 2020 (M4), as a share; 0 where both are 0",
      .direction = Direction::lower_is_better,
      .applies_to = AppliesTo::numbers,
      .highest = 2,
      .place = 4,
      .compute = compute,
  };
}

}  // namespace ingot
