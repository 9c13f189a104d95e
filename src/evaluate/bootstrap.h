// How far a figure would move if the test rows had been other rows of the same kind.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "evaluate/metric_def.h"

namespace ingot {

struct BootstrapOptions {
  int replicates = 1000;
  double level = 0.95;
  std::uint64_t seed = 0;
};

/// How often each row is drawn in one replicate: as many rows as there are, with replacement.
[[nodiscard]] std::vector<std::int32_t> bootstrap_counts(std::size_t num_rows, std::uint64_t seed,
                                                         std::uint32_t replicate);

/// Figures over rows that each count so often; nothing where one is undefined. Any thread may ask.
using FiguresOfRows = std::function<std::vector<std::optional<double>>(RowCounts counts)>;
/// One percentile interval per figure, all from the same replicates. Nothing for a figure that is
/// undefined in more than half of them.
[[nodiscard]] std::vector<std::optional<Interval>> bootstrap_figures(
    std::size_t num_rows, std::size_t num_figures, const FiguresOfRows& figures,
    const BootstrapOptions& options);

/// One percentile interval per metric, all from the same replicates. Nothing for a metric that is
/// undefined in more than half of them. A share of rows that is 0 or 1 is so in every replicate:
/// its interval is the exact one of a binomial.
/// source   Clopper and Pearson 1934
[[nodiscard]] std::vector<std::optional<Interval>> bootstrap_intervals(
    const ScoredRows& rows, const std::vector<const MetricDef*>& metrics,
    const BootstrapOptions& options);

/// The interval of the mean of `values`, which are one per row, such as differences of two models.
[[nodiscard]] Interval bootstrap_mean(const std::vector<double>& values,
                                      const BootstrapOptions& options);

/// Between which the middle `level` of the values lie that replicates gave, at least one.
[[nodiscard]] Interval percentile_interval(std::vector<double> replicates, double level);

/// Quantile `q` of sorted values, linear between neighbours.
/// source   Hyndman and Fan 1996, definition 7
[[nodiscard]] double quantile(const std::vector<double>& sorted, double q);

}  // namespace ingot
