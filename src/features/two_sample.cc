#include "features/two_sample.h"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

namespace ingot {
namespace {

double kolmogorov_tail(double lambda) {
  if (lambda < 0.2) return 1;
  double sum = 0;
  for (int k = 1; k <= 100; ++k) {
    const double term = std::exp(-2.0 * k * k * lambda * lambda);
    sum += k % 2 == 1 ? term : -term;
    if (term < 1e-300) break;
  }
  return std::clamp(2 * sum, 0.0, 1.0);
}

}  // namespace

double sum_of(std::span<const double> counts) {
  double sum = 0;
  for (const double c : counts) sum += c;
  return sum;
}

double chi_square_tail(double x, double degrees) {
  if (x <= 0 || degrees <= 0) return 1;
  return boost::math::gamma_q(degrees / 2, x / 2);
}

SampleComparison compare_counts(std::span<const double> a, std::span<const double> b) {
  constexpr double kLeastExpected = 5;
  const double rows_a = sum_of(a), rows_b = sum_of(b);
  if (rows_a == 0 || rows_b == 0) return {};
  double statistic = 0, degrees = -1, distance = 0, few_a = 0, few_b = 0;
  const auto add = [&](double in_a, double in_b) {
    if (in_a + in_b == 0) return;
    const double share = (in_a + in_b) / (rows_a + rows_b);
    statistic += std::pow(in_a - share * rows_a, 2) / (share * rows_a) +
                 std::pow(in_b - share * rows_b, 2) / (share * rows_b);
    distance += std::abs(in_a / rows_a - in_b / rows_b) / 2;
    degrees += 1;
  };
  for (std::size_t k = 0; k < a.size(); ++k)
    if ((a[k] + b[k]) / (rows_a + rows_b) * rows_b < kLeastExpected)
      few_a += a[k], few_b += b[k];
    else
      add(a[k], b[k]);
  add(few_a, few_b);
  return {chi_square_tail(statistic, degrees), distance};
}

double share_up_to(std::span<const double> quantiles, double x) {
  const auto above = std::ranges::upper_bound(quantiles, x);
  if (above == quantiles.begin()) return 0;
  if (above == quantiles.end()) return 1;
  const double steps = static_cast<double>(quantiles.size() - 1);
  const double below = *(above - 1);
  return (static_cast<double>(above - quantiles.begin() - 1) + (x - below) / (*above - below)) /
         steps;
}

SampleComparison compare_with_quantiles(std::span<const double> numbers,
                                        std::span<const double> quantiles, double rows) {
  if (numbers.empty() || quantiles.size() < 2 || rows <= 0) return {};
  const auto n = static_cast<double>(numbers.size());
  // Before a number that many rows share, the distribution function is lower by their share.
  const auto share_below = [&](double x) {
    const auto from = std::ranges::lower_bound(quantiles, x);
    if (from == quantiles.end() || *from != x) return share_up_to(quantiles, x);
    if (from == quantiles.begin()) return 0.0;
    return static_cast<double>(from - quantiles.begin() - 1) /
           static_cast<double>(quantiles.size() - 1);
  };
  double largest = 0;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t end = i;
    while (end < numbers.size() && numbers[end] == numbers[i]) ++end;
    largest = std::max({largest, static_cast<double>(end) / n - share_up_to(quantiles, numbers[i]),
                        share_below(numbers[i]) - static_cast<double>(i) / n});
    i = end;
  }
  const double distance = std::max(0.0, largest - 1 / static_cast<double>(quantiles.size() - 1));
  const double root = std::sqrt(n * rows / (n + rows));
  return {kolmogorov_tail((root + 0.12 + 0.11 / root) * distance), distance};
}

}  // namespace ingot
