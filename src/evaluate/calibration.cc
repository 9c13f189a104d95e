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
  const auto add = [&](std::int32_t count, double confidence, bool right) {
    const auto b = static_cast<std::size_t>(std::clamp(std::ceil(confidence * n) - 1, 0.0, n - 1));
    bins[b].rows += count;
    bins[b].confidence += count * confidence;
    if (right) bins[b].accuracy += count;
  };
  for (std::size_t row = 0; row < rows.num_rows(); ++row) {
    if (rows.is_label_sets()) {
      for (std::size_t c = 0; c < rows.num_classes(); ++c)
        add(counts[row], rows.probability(row, c), rows.has(row, c));
    } else {
      // Whatever a threshold makes of them, probabilities are what they are.
      const std::size_t c = rows.most_probable(row);
      add(counts[row], rows.probability(row, c), rows.label(row) == c);
    }
  }
  for (CalibrationBin& bin : bins) {
    if (bin.rows == 0) continue;
    bin.confidence /= static_cast<double>(bin.rows);
    bin.accuracy /= static_cast<double>(bin.rows);
  }
  return bins;
}

}  // namespace ingot
