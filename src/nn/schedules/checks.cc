#include "nn/schedules/checks.h"

#include <cmath>
#include <numbers>

namespace ingot {

double read_within(const SpecView& options, std::string_view option, double low, double high) {
  const double number = options.number(option);
  options.require(
      number >= low && number <= high, option,
      text("must be in [{}, {}], not {}", "须在 [{}, {}] 内，而不是 {}", low, high, number));
  return number;
}

double read_positive(const SpecView& options, std::string_view option) {
  const double number = options.number(option);
  options.require(number > 0 && std::isfinite(number), option,
                  text("must be positive, not {}", "须为正数，而不是 {}", number));
  return number;
}

std::int64_t read_count(const SpecView& options, std::string_view option) {
  const std::int64_t count = options.integer(option);
  options.require(count >= 1, option,
                  text("must be at least 1, not {}", "须至少为 1，而不是 {}", count));
  return count;
}

double half_cosine(double a, double b, double share) {
  return b + (a - b) * (1 + std::cos(std::numbers::pi * share)) / 2;
}

}  // namespace ingot
