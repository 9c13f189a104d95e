#include "features/guard_sample.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

namespace ingot {
namespace {

constexpr int kMostPlaces = 6;
constexpr std::size_t kDigitBins = 2 * kMostPlaces + 2;

struct Unit {
  const char* name;
  double factor, offset;
};
/// The numbers that came are factor x + offset.
constexpr auto kKnownUnits = std::to_array<Unit>({{"10", 10, 0},
                                                  {"100", 100, 0},
                                                  {"1000", 1000, 0},
                                                  {"1e6", 1e6, 0},
                                                  {"0.1", 0.1, 0},
                                                  {"0.01", 0.01, 0},
                                                  {"0.001", 0.001, 0},
                                                  {"1e-6", 1e-6, 0},
                                                  {"2.54", 2.54, 0},
                                                  {"1/2.54", 1 / 2.54, 0},
                                                  {"12", 12, 0},
                                                  {"1/12", 1 / 12.0, 0},
                                                  {"0.3048", 0.3048, 0},
                                                  {"1/0.3048", 1 / 0.3048, 0},
                                                  {"0.4536", 0.4536, 0},
                                                  {"1/0.4536", 1 / 0.4536, 0},
                                                  {"1.609", 1.609344, 0},
                                                  {"1/1.609", 1 / 1.609344, 0},
                                                  {"60", 60, 0},
                                                  {"1/60", 1 / 60.0, 0},
                                                  {"3600", 3600, 0},
                                                  {"24", 24, 0},
                                                  {"1/24", 1 / 24.0, 0},
                                                  {"7", 7, 0},
                                                  {"1/7", 1 / 7.0, 0},
                                                  {"3.785", 3.785412, 0},
                                                  {"1/3.785", 1 / 3.785412, 0},
                                                  {"28.35", 28.3495, 0},
                                                  {"-1", -1, 0},
                                                  {"1.8 x + 32", 1.8, 32},
                                                  {"(x - 32) / 1.8", 1 / 1.8, -32 / 1.8}});

std::vector<double> present_numbers(const ReadCells& rows) {
  std::vector<double> numbers;
  for (const double number : rows.numbers)
    if (!std::isnan(number)) numbers.push_back(number);
  std::ranges::sort(numbers);
  return numbers;
}

/// The number in as few digits as change it by less than a millionth.
double in_few_digits(double number) {
  for (int digits = 0; digits < 8; ++digits) {
    const double few = std::strtod(fmt::format("{:.{}e}", number, digits).c_str(), nullptr);
    if (std::abs(few - number) <= 1e-6 * std::abs(number)) return few;
  }
  return number;
}

/// The place of the last digit that is not 0.
std::size_t last_place_of(double number) {
  if (number == 0) return kDigitBins - 1;
  const std::string text = fmt::format("{:.12e}", std::abs(number));
  const std::size_t e = text.find('e');
  std::size_t last = e - 1;
  while (text[last] == '0') --last;
  const int digits = text[last] == '.' ? 0 : static_cast<int>(last) - 1;
  const int place = std::atoi(text.c_str() + e + 1) - digits;
  return static_cast<std::size_t>(std::clamp(place, -kMostPlaces, kMostPlaces) + kMostPlaces);
}

std::vector<double> rows_by_place(const ReadCells& rows) {
  std::vector<double> counts(kDigitBins);
  for (const double number : rows.numbers)
    if (!std::isnan(number)) ++counts[last_place_of(number)];
  return counts;
}

double mean_place(const std::vector<double>& digits) {
  double rows = 0, sum = 0;
  for (std::size_t d = 0; d + 1 < digits.size(); ++d)
    rows += digits[d], sum += digits[d] * static_cast<double>(d);
  return rows == 0 ? 0 : sum / rows;
}

}  // namespace

ColumnSample::ColumnSample(const GuardColumn& column, const ReadCells& train)
    : bins_(train.rows_by_bin(column.bins().size())) {
  if (column.profile().number() != nullptr) digits_ = rows_by_place(train);
}

SampleComparison ColumnSample::compare(const GuardColumn& column, const ReadCells& rows) const {
  SampleComparison worst = compare_counts(bins_, rows.rows_by_bin(bins_.size()));
  if (column.is_number()) {
    const SampleComparison of_numbers = compare_with_quantiles(
        present_numbers(rows), column.profile().quantiles,
        sum_of(bins_) - bins_[ColumnBins::kMissing] - bins_[ColumnBins::kUnknown]);
    worst.p = std::min(worst.p, of_numbers.p);
    worst.distance = std::max(worst.distance, of_numbers.distance);
  }
  worst.p = std::min(1.0, 2 * worst.p);
  return worst;
}

SampleComparison ColumnSample::compare_missing(const ReadCells& rows) const {
  const auto two = [](const std::vector<double>& counts) {
    return std::array{counts[ColumnBins::kMissing], sum_of(counts) - counts[ColumnBins::kMissing]};
  };
  return compare_counts(two(bins_), two(rows.rows_by_bin(bins_.size())));
}

double ColumnSample::missing_share() const {
  return bins_[ColumnBins::kMissing] / std::max(1.0, sum_of(bins_));
}

std::vector<double> ColumnSample::bin_shares() const {
  std::vector<double> shares = bins_;
  for (double& share : shares) share /= std::max(1.0, sum_of(bins_));
  return shares;
}

SampleComparison ColumnSample::compare_digits(const ReadCells& rows) const {
  return digits_.empty() ? SampleComparison{} : compare_counts(digits_, rows_by_place(rows));
}

bool ColumnSample::is_rounder(const ReadCells& rows) const {
  return mean_place(rows_by_place(rows)) > mean_place(digits_);
}

std::optional<UnitGuess> ColumnSample::guess_unit(const GuardColumn& column,
                                                  const ReadCells& rows) const {
  constexpr double kLeastP = 1e-3, kMostOfDistance = 0.5;
  constexpr std::size_t kLeastNumbers = 20, kMostForDigits = 500;
  if (column.profile().number() == nullptr) return std::nullopt;
  const std::vector<double> numbers = present_numbers(rows);
  if (numbers.size() < kLeastNumbers) return std::nullopt;
  const double training = sum_of(bins_) - bins_[ColumnBins::kMissing];
  const std::vector<double>& quantiles = column.profile().quantiles;
  const double now = compare_with_quantiles(numbers, quantiles, training).distance;
  std::optional<UnitGuess> best;
  for (const Unit& unit : kKnownUnits) {
    std::vector<double> back;
    for (const double number : numbers) {
      const double x = (number - unit.offset) / unit.factor;
      // So that a number that many rows share is found again.
      const auto near = std::ranges::lower_bound(quantiles, x - 1e-4 * std::abs(x));
      back.push_back(near != quantiles.end() && *near <= x + 1e-4 * std::abs(x) ? *near : x);
    }
    std::ranges::sort(back);
    const SampleComparison without = compare_with_quantiles(back, quantiles, training);
    if (without.p < kLeastP || without.distance > kMostOfDistance * now) continue;
    if (best && without.distance >= best->without.distance) continue;
    ReadCells some;
    for (std::size_t i = 0; i < back.size(); i += 1 + back.size() / kMostForDigits)
      some.numbers.push_back(in_few_digits(back[i]));
    best = UnitGuess{unit.name, compare_digits(some).p > kLeastP, without};
  }
  return best;
}

nlohmann::json ColumnSample::to_json() const { return {{"bins", bins_}, {"digits", digits_}}; }

ColumnSample ColumnSample::from_json(const nlohmann::json& written) {
  ColumnSample sample;
  written.at("bins").get_to(sample.bins_);
  written.at("digits").get_to(sample.digits_);
  return sample;
}

}  // namespace ingot
