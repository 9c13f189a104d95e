// Two models on the same rows: which is right more often, and whether that is more than chance.
#pragma once

#include <cstdint>

#include "ingot/evaluate.h"

namespace ingot {

struct PairedComparison {
  std::int64_t rows = 0;
  std::int64_t only_first_right = 0, only_second_right = 0;
  double first_accuracy = 0, second_accuracy = 0;
  Interval difference = {};  ///< of the accuracies, second - first
  double p_value = 1;  ///< exact McNemar test: the rows on which one is right, tossed as a coin
};

/// errors   as `evaluate`; shape_mismatch when rows or truth differ; metric_does_not_apply for
///          numbers
/// source   McNemar 1947, exact form; Efron and Tibshirani 1993, ch. 13 (interval over rows)
[[nodiscard]] PairedComparison compare_models(const Predictions& first, const Predictions& second,
                                              std::uint64_t seed = 0);

/// The comparison in one sentence.
[[nodiscard]] Text describe(const PairedComparison& comparison, const Text& first,
                            const Text& second);

}  // namespace ingot
