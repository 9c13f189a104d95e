// What is left of a number when its prediction is taken away: where, and how far, it is off.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "ingot/evaluate.h"

namespace ingot {

/// Neighbouring rows by their prediction.
struct ResidualBin {
  double low = 0, high = 0;  ///< the least and the largest prediction
  std::int64_t rows = 0;
  double mean = 0;      ///< of truth - prediction: above 0, predictions are too low here
  double absolute = 0;  ///< mean of |truth - prediction|
};

struct HistogramBin {
  double low = 0, high = 0;
  std::int64_t rows = 0;
};

struct Residuals {
  std::int64_t rows = 0;
  double mean = 0, deviation = 0;
  std::vector<std::array<double, 2>> points = {};  ///< up to 500 rows: (prediction, residual)
  /// Bins of one width from the 1 % to the 99 % quantile; the first and the last also have the
  /// rest.
  std::vector<HistogramBin> histogram = {};
  std::vector<ResidualBin> bins = {};  ///< tenths of the rows by their prediction
  std::size_t worst = 0;               ///< of the bins: the largest mean of |truth - prediction|
};

/// predictions   numbers, one for each row
/// errors        as `evaluate`; metric_does_not_apply for classes and for several numbers a row
/// cost          O(rows log rows)
/// source        Cook and Weisberg 1982, section 2.3 (plots of residuals)
[[nodiscard]] Residuals residuals_of(const Predictions& predictions);

/// Where predictions are worst, in words.
[[nodiscard]] Text describe(const Residuals& residuals);

}  // namespace ingot
