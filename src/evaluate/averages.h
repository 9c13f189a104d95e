// Means over rows, always in row order.
#pragma once

#include "evaluate/metric_def.h"

namespace ingot {

/// Mean of f(row) over all counted rows; nothing when no row counts.
template <class F>
[[nodiscard]] std::optional<double> mean_over_rows(const ScoredRows& rows, RowCounts counts, F f) {
  double sum = 0;
  std::int64_t total = 0;
  for (std::size_t row = 0; row < rows.num_rows(); ++row) {
    if (counts[row] == 0) continue;
    sum += counts[row] * static_cast<double>(f(row));
    total += counts[row];
  }
  if (total == 0) return std::nullopt;
  return sum / static_cast<double>(total);
}

/// Mean of f(truth, predicted) over all counted numbers.
template <class F>
[[nodiscard]] std::optional<double> mean_over_values(const ScoredRows& rows, RowCounts counts,
                                                     F f) {
  return mean_over_rows(rows, counts, [&](std::size_t row) {
    double sum = 0;
    for (std::size_t k = 0; k < rows.width(); ++k)
      sum += f(rows.truth_value(row, k), rows.predicted_value(row, k));
    return sum / static_cast<double>(rows.width());
  });
}

/// What mse is and rmse is made of.
[[nodiscard]] inline std::optional<double> mean_squared_error(const ScoredRows& rows,
                                                              RowCounts counts) {
  return mean_over_values(rows, counts, [](double t, double p) { return (p - t) * (p - t); });
}

}  // namespace ingot
