// Prediction intervals that hold whatever the model: split conformal prediction.
#pragma once

#include <optional>

#include "ingot/evaluate.h"
#include "predict/prediction_intervals.h"

namespace ingot {

struct ConformalOptions {
  double level = 0.9;
  std::uint64_t seed = 0;
};

/// The least reach within which so many of the rows' errors lie that a further row's does with
/// probability `level` at least. With 400 rows or more the reach may depend on the prediction:
/// where a part of the rows shows that intervals become at least 5 % narrower on another part, it
/// is proportional to the mean error of rows with such a prediction, and calibrated on rows that
/// had no part in that.
///
/// held_out   numbers, one for each row, of rows that the model was not trained on
/// returns    nothing for fewer than level / (1 - level) rows, too few to promise anything
/// errors     as `evaluate`; metric_does_not_apply for classes and for several numbers a row
/// cost       O(rows log rows)
/// source     Lei, G'Sell, Rinaldo, Tibshirani and Wasserman 2018, sections 2.2 and 5.2
[[nodiscard]] std::optional<PredictionIntervals> fit_intervals(
    const Predictions& held_out, const ConformalOptions& options = {});

/// Intervals on rows that they were not calibrated on.
struct IntervalFigures {
  double level = 0.9;          ///< what they promise
  std::int64_t rows = 0;       ///< that they were judged on
  double covered = 0;          ///< share of the rows
  Interval interval = {};      ///< of that share
  double width = 0;            ///< mean
  double least = 0, most = 0;  ///< width of the narrowest and of the widest interval
};

[[nodiscard]] IntervalFigures judge_intervals(const PredictionIntervals& intervals,
                                              const Predictions& predictions);
[[nodiscard]] Text describe(const IntervalFigures& figures);

}  // namespace ingot
