// Temperature scaling: one number that makes stated confidence honest.
#pragma once

#include "ingot/evaluate.h"

namespace ingot {

/// The temperature T > 0 whose probabilities softmax(log p / T) have the least log loss on
/// `predictions`. Above 1 the model was too sure of itself, below 1 not sure enough. T lies in
/// [0.05, 20]; probabilities of 0 count as the smallest f32.
///
/// errors   as `evaluate`; metric_does_not_apply for numbers
/// cost     O(rows * classes) for each of about 10 Newton steps; convex in 1 / T
/// source   Guo et al. 2017, section 4.2
[[nodiscard]] double fit_temperature(const Predictions& predictions);

/// softmax(log p / temperature) of each row; the order of the classes of a row stays.
///
/// probabilities   f32 (rows, classes), or (rows) and (rows, 1): of class 1 of two
/// errors          dtype_mismatch
[[nodiscard]] Tensor apply_temperature(const Tensor& probabilities, double temperature);

/// What a temperature does to rows on which it was not fitted.
struct TemperatureEffect {
  double temperature = 1;
  std::int64_t rows = 0;
  double log_loss_before = 0, log_loss_after = 0;
  double ece_before = 0, ece_after = 0;
  Interval gain = {};  ///< of log loss before - after, over these rows
  std::vector<CalibrationBin> before = {}, after = {};

  /// The gain in log loss is beyond the chance of these rows.
  [[nodiscard]] bool pays() const { return gain.low > 0; }
};

/// errors   as `evaluate`; metric_does_not_apply for numbers
[[nodiscard]] TemperatureEffect judge_temperature(double temperature, const Predictions& held_out,
                                                  std::uint64_t seed = 0);

}  // namespace ingot
