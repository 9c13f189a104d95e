#include "evaluate/bootstrap.h"

#include <cmath>

namespace ingot {
namespace {

/// A random word that depends on nothing but its place.
/// source   Steele, Lea and Flood 2014, SplitMix64
std::uint64_t word_at(std::uint64_t seed, std::uint64_t replicate, std::uint64_t draw) {
  std::uint64_t z = seed;
  for (const std::uint64_t part : {replicate, draw}) {
    z += (part + 1) * 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    z ^= z >> 31;
  }
  return z;
}

/// As many rows as there are, each drawn with replacement.
std::vector<std::int32_t> draw_counts(std::size_t num_rows, std::uint64_t seed,
                                      std::uint64_t replicate) {
  std::vector<std::int32_t> counts(num_rows);
  for (std::size_t i = 0; i < num_rows; ++i) {
    const std::uint64_t upper = word_at(seed, replicate, i) >> 32;
    ++counts[static_cast<std::size_t>((upper * num_rows) >> 32)];
  }
  return counts;
}

}  // namespace

double quantile(const std::vector<double>& sorted, double q) {
  const double place = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(place));
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

std::vector<std::optional<Interval>> bootstrap_intervals(
    const ScoredRows& rows, const std::vector<const MetricDef*>& metrics,
    const BootstrapOptions& options) {
  const auto replicates = static_cast<std::size_t>(options.replicates);
  std::vector<std::optional<double>> values(replicates * metrics.size());
#pragma omp parallel for schedule(static)
  for (std::int64_t r = 0; r < options.replicates; ++r) {
    const auto replicate = static_cast<std::size_t>(r);
    const std::vector<std::int32_t> counts = draw_counts(rows.num_rows(), options.seed, replicate);
    for (std::size_t m = 0; m < metrics.size(); ++m)
      values[replicate * metrics.size() + m] = metrics[m]->compute(rows, counts);
  }

  std::vector<std::optional<Interval>> intervals(metrics.size());
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    std::vector<double> defined;
    for (std::size_t r = 0; r < replicates; ++r)
      if (const auto& value = values[r * metrics.size() + m]) defined.push_back(*value);
    if (defined.empty() || 2 * defined.size() < replicates) continue;
    std::sort(defined.begin(), defined.end());
    intervals[m] = Interval{.low = quantile(defined, (1 - options.level) / 2),
                            .high = quantile(defined, (1 + options.level) / 2),
                            .level = options.level,
                            .replicates = static_cast<int>(defined.size())};
  }
  return intervals;
}

}  // namespace ingot
