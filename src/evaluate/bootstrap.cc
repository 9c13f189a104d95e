#include "evaluate/bootstrap.h"

#include <cmath>

#include "base/rng.h"
#include "base/threads.h"

namespace ingot {
namespace {

/// Sets these draws apart from all other uses of the seed.
constexpr std::uint32_t kStream = 0x626f6f74;  // "boot"

}  // namespace

std::vector<std::int32_t> bootstrap_counts(std::size_t num_rows, std::uint64_t seed,
                                           std::uint32_t replicate) {
  std::vector<std::int32_t> counts(num_rows);
  const PhiloxKey key = {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)};
  for (std::size_t i = 0; i < num_rows; i += 4) {
    const PhiloxCounter words =
        philox4x32({static_cast<std::uint32_t>(i / 4), static_cast<std::uint32_t>(i >> 34),
                    replicate, kStream},
                   key);
    for (std::size_t k = 0; k < std::min<std::size_t>(4, num_rows - i); ++k)
      ++counts[static_cast<std::size_t>((std::uint64_t{words[k]} * num_rows) >> 32)];
  }
  return counts;
}

double quantile(const std::vector<double>& sorted, double q) {
  const double place = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(place));
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

Interval percentile_interval(std::vector<double> replicates, double level) {
  std::ranges::sort(replicates);
  return {.low = quantile(replicates, (1 - level) / 2),
          .high = quantile(replicates, (1 + level) / 2),
          .level = level,
          .replicates = static_cast<int>(replicates.size())};
}

std::vector<std::optional<Interval>> bootstrap_figures(std::size_t num_rows,
                                                       std::size_t num_figures,
                                                       const FiguresOfRows& figures,
                                                       const BootstrapOptions& options) {
  const auto replicates = static_cast<std::size_t>(options.replicates);
  std::vector<std::vector<std::optional<double>>> values(replicates);
  parallel_for(library_threads(), options.replicates, [&](std::int64_t r) {
    values[static_cast<std::size_t>(r)] =
        figures(bootstrap_counts(num_rows, options.seed, static_cast<std::uint32_t>(r)));
  });
  std::vector<std::optional<Interval>> intervals(num_figures);
  for (std::size_t f = 0; f < num_figures; ++f) {
    std::vector<double> defined;
    for (const auto& of_replicate : values)
      if (const auto& value = of_replicate[f]) defined.push_back(*value);
    if (defined.empty() || 2 * defined.size() < replicates) continue;
    intervals[f] = percentile_interval(std::move(defined), options.level);
  }
  return intervals;
}

std::vector<std::optional<Interval>> bootstrap_intervals(
    const ScoredRows& rows, const std::vector<const MetricDef*>& metrics,
    const BootstrapOptions& options) {
  std::vector<std::optional<Interval>> intervals = bootstrap_figures(
      rows.num_rows(), metrics.size(),
      [&](RowCounts counts) {
        std::vector<std::optional<double>> values;
        for (const MetricDef* metric : metrics) values.push_back(metric->compute(rows, counts));
        return values;
      },
      options);
  const double farthest =
      1 - std::pow((1 - options.level) / 2, 1 / static_cast<double>(rows.num_rows()));
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    if (!metrics[m]->is_share_of_rows || !intervals[m]) continue;
    if (intervals[m]->low == 1) intervals[m]->low = 1 - farthest;
    if (intervals[m]->high == 0) intervals[m]->high = farthest;
  }
  return intervals;
}

Interval bootstrap_mean(const std::vector<double>& values, const BootstrapOptions& options) {
  std::vector<double> means(static_cast<std::size_t>(options.replicates));
  parallel_for(library_threads(), options.replicates, [&](std::int64_t r) {
    const std::vector<std::int32_t> counts =
        bootstrap_counts(values.size(), options.seed, static_cast<std::uint32_t>(r));
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) sum += counts[i] * values[i];
    means[static_cast<std::size_t>(r)] = sum / static_cast<double>(values.size());
  });
  return percentile_interval(std::move(means), options.level);
}

}  // namespace ingot
