#include "evaluate/calibration.h"

#include <cmath>

namespace ingot {

std::vector<CalibrationBin> calibration_bins(const ScoredRows& rows, RowCounts counts,
                                             std::size_t num_bins) {
  const auto n = static_cast<double>(num_bins);
  std::vector<CalibrationBin> bins(num_bins);
  for (std::size_t b = 0; b < num_bins; ++b) {
    bins[b].low = static_cast<double>(b) / n;
    bins[b].high = static_cast<double>(b + 1) / n;
  }
  for (std::size_t row = 0; row < rows.num_rows(); ++row) {
    const double confidence = rows.probability(row, rows.predicted(row));
    const auto b = static_cast<std::size_t>(std::clamp(std::ceil(confidence * n) - 1, 0.0, n - 1));
    bins[b].rows += counts[row];
    bins[b].confidence += counts[row] * confidence;
    if (rows.predicted(row) == rows.label(row)) bins[b].accuracy += counts[row];
  }
  for (CalibrationBin& bin : bins) {
    if (bin.rows == 0) continue;
    bin.confidence /= static_cast<double>(bin.rows);
    bin.accuracy /= static_cast<double>(bin.rows);
  }
  return bins;
}

}  // namespace ingot
