// Two models that predict numbers, on the same rows: which is nearer, and whether beyond chance.
#pragma once

#include <cstdint>

#include "ingot/evaluate.h"

namespace ingot {

struct NumberComparison {
  std::int64_t rows = 0;
  double first_mae = 0, second_mae = 0;
  double first_rmse = 0, second_rmse = 0;
  Interval absolute = {};  ///< of the difference of the mean absolute errors, second - first
  Interval squared = {};   ///< the same of the mean squared errors
};

/// errors   as `evaluate`; shape_mismatch when rows or truth differ; metric_does_not_apply for
///          classes
/// source   Efron and Tibshirani 1993, ch. 13 (interval over rows, of differences row by row)
[[nodiscard]] NumberComparison compare_numbers(const Predictions& first, const Predictions& second,
                                               std::uint64_t seed = 0);

/// The comparison in one sentence.
[[nodiscard]] Text describe(const NumberComparison& comparison, const Text& first,
                            const Text& second);

}  // namespace ingot
