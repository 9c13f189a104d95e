#include "features/augmentation_draws.h"

#include <cmath>
#include <numbers>

namespace ingot {

// A second Philox mixes seed and epoch, so that splits and shuffles of one seed share no draws.
PhiloxKey augmentation_key(std::uint64_t seed, std::int64_t epoch) {
  constexpr std::uint32_t kAugmentation = 0x61756721;
  const auto e = static_cast<std::uint64_t>(epoch);
  const PhiloxCounter mixed = philox4x32(
      {static_cast<std::uint32_t>(e), static_cast<std::uint32_t>(e >> 32), kAugmentation, 0},
      {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)});
  return {mixed[0], mixed[1]};
}

double AugmentationDraws::log_between(double low, double high) {
  return std::exp(between(std::log(low), std::log(high)));
}

// The logarithm: with a small shape a variate itself can be too small for a double.
double AugmentationDraws::log_gamma_variate(double shape) {
  // Gamma(a) = Gamma(a + 1) * U^(1/a).
  if (shape < 1) {
    const double u = 1 - uniform();
    return std::log(u) / shape + log_gamma_variate(shape + 1);
  }
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double radius = std::sqrt(-2 * std::log1p(-uniform()));
    const double x = radius * std::cos(2 * std::numbers::pi * uniform());
    const double t = 1 + c * x, v = t * t * t, u = 1 - uniform();
    if (v > 0 && std::log(u) < x * x / 2 + d - d * v + d * std::log(v))
      return std::log(d) + std::log(v);
  }
}

double AugmentationDraws::beta(double alpha) {
  const double a = log_gamma_variate(alpha), b = log_gamma_variate(alpha);
  return 1 / (1 + std::exp(b - a));
}

}  // namespace ingot
