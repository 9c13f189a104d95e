#include "features/guard_describe.h"

#include <algorithm>
#include <cmath>

namespace ingot {

std::string describe(const Reading& reading) {
  if (const auto* date = std::get_if<DateFormat>(&reading)) return date->pattern;
  const auto* number = std::get_if<NumberFormat>(&reading);
  if (number == nullptr) return "text";
  std::string written = number->prefix + "1";
  if (number->group != 0) written += number->group;
  written += "234";
  written += number->decimal;
  return written + "5" + number->suffix;
}

Text describe_drift(const GuardColumn& column, const ColumnSample& sample, const ReadCells& rows) {
  std::vector<double> numbers;
  for (const double number : rows.numbers)
    if (!std::isnan(number)) numbers.push_back(number);
  const std::vector<double>& quantiles = column.profile().quantiles;
  if (!numbers.empty() && column.profile().number() != nullptr && quantiles.size() == 101) {
    const auto half = static_cast<std::ptrdiff_t>(numbers.size() / 2);
    std::ranges::nth_element(numbers, numbers.begin() + half);
    const double median = numbers[static_cast<std::size_t>(half)];
    if (median != quantiles[50])
      return text("{} is distributed differently: its median is {}, in training {}",
                  "{} 的分布不同: 中位数为 {}, 训练数据中为 {}", column.name(), median,
                  quantiles[50]);
  }
  const std::vector<double> shares = sample.bin_shares();
  std::vector<double> now(shares.size());
  for (const std::uint8_t bin : rows.bins) now[bin] += 1 / static_cast<double>(rows.bins.size());
  std::size_t most = 0;
  for (std::size_t b = 0; b < shares.size(); ++b)
    if (std::abs(now[b] - shares[b]) > std::abs(now[most] - shares[most])) most = b;
  return text("{} is distributed differently: {} in {:.1f} % of the rows, in training in {:.1f} %",
              "{} 的分布不同: {} 占 {:.1f} %, 训练数据中占 {:.1f} %", column.name(),
              column.bins().name(static_cast<std::uint8_t>(most)), 100 * now[most],
              100 * shares[most]);
}

}  // namespace ingot
