// How well the probability of one class sorts its rows before all others.
#pragma once

#include "evaluate/metric_def.h"

namespace ingot {

/// Probability that a row of class `c` gets a higher probability of `c` than a row of another
/// class, ties counting one half. Nothing when there are no rows of one of the two kinds.
/// source   Hanley and McNeil 1982 (the area under the ROC curve is this probability)
[[nodiscard]] std::optional<double> area_under_roc(const ScoredRows& rows, RowCounts counts,
                                                   std::size_t c);

/// Sum over thresholds of (recall gained) * precision, equal probabilities being one threshold.
/// Nothing when there are no rows of class `c`.
/// source   Manning, Raghavan and Schuetze 2008, ch. 8.4, without interpolation
[[nodiscard]] std::optional<double> average_precision_of(const ScoredRows& rows, RowCounts counts,
                                                         std::size_t c);

using RankingFigure = std::optional<double> (*)(const ScoredRows&, RowCounts, std::size_t);

/// With two classes `figure` of the positive one, with more and of label sets the mean over all
/// where it is defined.
[[nodiscard]] std::optional<double> one_against_rest(const ScoredRows& rows, RowCounts counts,
                                                     RankingFigure figure);

}  // namespace ingot
