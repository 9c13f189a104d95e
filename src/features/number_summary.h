// Statistics of numbers of which some are known with their rows and the rest is a stream.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "features/sketches.h"

namespace ingot {

struct WeightedNumber {
  double value = 0;
  double rows = 0;
};

/// Counts, extremes and moments, added run after run.
struct NumberMoments {
  std::int64_t rows = 0;
  double min = 0, max = 0;
  double mean = 0;
  double squares = 0;  ///< sum of squared deviations from the mean
  bool is_integer = true;
  std::int64_t zeros = 0, negatives = 0;

  /// source: Chan, Golub and LeVeque 1983, Algorithms for computing the sample variance
  void add(const NumberMoments& other);
  [[nodiscard]] static NumberMoments of(std::span<const double> values);
  /// `value` on `rows` rows.
  [[nodiscard]] static NumberMoments of(double value, std::int64_t rows);
};

/// The values at 0, 1, ... 100 % of the rows of `numbers`, which are sorted here: the least value
/// that at least so many rows do not exceed. Empty where there are none.
[[nodiscard]] std::vector<double> percentiles(std::vector<WeightedNumber>& numbers);

/// Rows far outside of the middle half, 3 times its width below or above it; 0 where it has no
/// width. source: Tukey 1977, Exploratory data analysis (far out values)
[[nodiscard]] double far_out_rows(const std::vector<WeightedNumber>& numbers,
                                  const std::vector<double>& percentiles);

}  // namespace ingot
