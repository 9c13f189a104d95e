// Distance of a float from the truth, in units of its last place.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

namespace ingot::testing {

/// |y - truth| over the spacing of floats at `truth`, which beyond the largest float goes on for
/// infinity; 0 where both are NaN; infinite for a zero of the wrong sign.
inline double ulps(float y, double truth) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  if (std::isnan(y) || std::isnan(truth)) return std::isnan(y) && std::isnan(truth) ? 0 : kInf;
  if (y == 0 && truth == 0) return std::signbit(y) == std::signbit(truth) ? 0 : kInf;
  const auto finite = [](double v) { return std::clamp(v, -0x1p128, 0x1p128); };
  int exponent = 0;
  std::frexp(std::clamp(truth, -0x1.fffffep127, 0x1.fffffep127), &exponent);
  return std::abs(finite(static_cast<double>(y)) - finite(truth)) /
         std::ldexp(1.0, std::max(exponent - 24, -149));
}

}  // namespace ingot::testing
