// Whether two samples come from one distribution.
#pragma once

#include <span>
#include <vector>

namespace ingot {

/// p          of samples that differ at least as much, where both have one distribution
/// distance   0 to 1: the largest difference of the probability of a set
struct SampleComparison {
  double p = 1, distance = 0;
};

[[nodiscard]] double sum_of(std::span<const double> counts);

/// P(X >= x) for chi-square with `degrees` degrees of freedom.
[[nodiscard]] double chi_square_tail(double x, double degrees);

/// Rows of a few kinds in two samples: Pearson's test of homogeneity. Kinds of which `b` should
/// have less than 5 rows count as one.
[[nodiscard]] SampleComparison compare_counts(std::span<const double> a, std::span<const double> b);

/// Numbers, ascending, beside the quantiles at 0, 1, ... 100 % of `rows` others: the test of
/// Kolmogorov and Smirnov; its distance is that of the distribution functions, but for the 1 % that
/// quantiles leave open.
[[nodiscard]] SampleComparison compare_with_quantiles(std::span<const double> numbers,
                                                      std::span<const double> quantiles,
                                                      double rows);

/// The share of the distribution with these quantiles that is at most `x`.
[[nodiscard]] double share_up_to(std::span<const double> quantiles, double x);

}  // namespace ingot
