#include <cmath>

#include "evaluate/calibration.h"
#include "evaluate/metric_def.h"

namespace ingot {
namespace {

std::optional<double> compute(const ScoredRows& rows, RowCounts counts) {
  constexpr std::size_t kBins = 15;
  double error = 0, total = 0;
  for (const CalibrationBin& bin : calibration_bins(rows, counts, kBins)) {
    error += static_cast<double>(bin.rows) * std::abs(bin.accuracy - bin.confidence);
    total += static_cast<double>(bin.rows);
  }
  if (total == 0) return std::nullopt;
  return error / total;
}

}  // namespace

MetricDef define_ece() {
  return {
      .name = "ece",
      .label = text("Calibration error", "校准误差"),
      .explanation =
          text("Mean gap between stated confidence and accuracy, over 15 levels of confidence.",
               "所报置信度与实际准确率之差的平均（按 15 档置信度）。"),
      .source = "Guo et al. 2017, eq. 3",
      .direction = Direction::lower_is_better,
      .applies_to = AppliesTo::classes,
      .place = 13,
      .compute = compute,
  };
}

}  // namespace ingot
