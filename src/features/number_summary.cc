#include "features/number_summary.h"

#include <algorithm>
#include <cmath>

namespace ingot {
namespace {

bool is_whole(double value) {
  constexpr double kAllAreWhole = 0x1p53;
  return std::abs(value) >= kAllAreWhole ||
         static_cast<double>(static_cast<std::int64_t>(value)) == value;
}

}  // namespace

void NumberMoments::add(const NumberMoments& other) {
  if (other.rows == 0) return;
  if (rows == 0) {
    *this = other;
    return;
  }
  const auto a = static_cast<double>(rows), b = static_cast<double>(other.rows);
  const double step = other.mean - mean;
  mean += step * (b / (a + b));
  squares += other.squares + step * step * (a * b / (a + b));
  rows += other.rows;
  min = std::min(min, other.min);
  max = std::max(max, other.max);
  is_integer = is_integer && other.is_integer;
  zeros += other.zeros;
  negatives += other.negatives;
}

NumberMoments NumberMoments::of(std::span<const double> values) {
  NumberMoments m;
  if (values.empty()) return m;
  m.rows = static_cast<std::int64_t>(values.size());
  m.min = m.max = values[0];
  double sum = 0;
  for (const double v : values) {
    sum += v;
    m.min = std::min(m.min, v);
    m.max = std::max(m.max, v);
    m.zeros += v == 0 ? 1 : 0;
    m.negatives += v < 0 ? 1 : 0;
    m.is_integer = m.is_integer && is_whole(v);
  }
  m.mean = sum / static_cast<double>(m.rows);
  for (const double v : values) m.squares += (v - m.mean) * (v - m.mean);
  return m;
}

NumberMoments NumberMoments::of(double value, std::int64_t rows) {
  return {.rows = rows,
          .min = value,
          .max = value,
          .mean = value,
          .is_integer = is_whole(value),
          .zeros = value == 0 ? rows : 0,
          .negatives = value < 0 ? rows : 0};
}

std::vector<double> percentiles(std::vector<WeightedNumber>& numbers) {
  if (numbers.empty()) return {};
  std::ranges::sort(numbers, {}, &WeightedNumber::value);
  double all = 0;
  for (const WeightedNumber& n : numbers) all += n.rows;
  std::vector<double> found;
  double below = 0;
  std::size_t i = 0;
  for (int percent = 0; percent < 100; ++percent) {
    const double wanted = all * percent / 100;
    while (i + 1 < numbers.size() && below + numbers[i].rows < wanted) below += numbers[i++].rows;
    found.push_back(numbers[i].value);
  }
  found.push_back(numbers.back().value);
  return found;
}

double far_out_rows(const std::vector<WeightedNumber>& numbers,
                    const std::vector<double>& percentiles) {
  if (percentiles.empty()) return 0;
  const double low = percentiles[25], high = percentiles[75], width = high - low;
  if (width <= 0) return 0;
  double rows = 0;
  for (const WeightedNumber& n : numbers)
    if (n.value < low - 3 * width || n.value > high + 3 * width) rows += n.rows;
  return rows;
}

}  // namespace ingot
