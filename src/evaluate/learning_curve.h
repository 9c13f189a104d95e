// How the error falls with the number of training rows, and what more of them would bring.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ingot/evaluate.h"

namespace ingot {

/// One training: so many rows, and the error that it reached on the same held-out rows.
struct LearningPoint {
  std::int64_t rows = 0;
  double error = 0;  ///< 1 - accuracy, 1 - R2, or any loss that is never negative
};

/// error(n) = floor + scale * n^-power, none of them negative.
struct PowerLaw {
  double floor = 0, scale = 0, power = 0;
  [[nodiscard]] double at(double rows) const;
};

/// What `times` the rows of the largest training are expected to bring.
struct Forecast {
  double times = 1;
  double rows = 0;
  double error = 0, error_low = 0, error_high = 0;
  /// Of the curve at the largest training, minus `error`: what the rows would bring.
  double gain = 0, gain_low = 0, gain_high = 0;
};

struct LearningCurve {
  std::string metric = "accuracy";  ///< what 1 - error is: accuracy or r2
  std::vector<LearningPoint> points;
  PowerLaw law = {};
  std::vector<Forecast> forecasts = {};
  double level = 0.95;
  int replicates = 0;
};

struct LearningCurveOptions {
  std::string metric = "accuracy";
  std::vector<double> times = {2, 4, 10};
  int replicates = 1000;
  double level = 0.95;
  std::uint64_t seed = 0;
};

/// Least squares over floor and scale for each power of a grid, each point weighted by 1 / error:
/// the variance of a share of errors is about proportional to it. Intervals by a bootstrap of the
/// weighted residuals, each widened by sqrt(n / (n - 3)) for the three numbers that were fitted.
///
/// points   at least 3 sizes; more trainings of one size make the interval narrower
/// errors   too_few_sizes; not_finite_prediction for an error that is negative or not finite
/// cost     O(replicates * 48 * points)
/// source   Hestness et al. 2017, eq. 1 (the law); Efron and Tibshirani 1993, ch. 9.5 (residuals)
[[nodiscard]] LearningCurve fit_learning_curve(const std::vector<LearningPoint>& points,
                                               const LearningCurveOptions& options = {});

/// What twice the data and more would bring, in one or two sentences; errors read as shares.
[[nodiscard]] Text describe(const LearningCurve& curve);

}  // namespace ingot
