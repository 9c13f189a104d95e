#include "base/bytes.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "base/lower_case.h"

namespace ingot {
std::optional<std::size_t> parse_bytes(std::string_view given) {
  double number = 0;
  const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), number);
  std::string unit = in_lower_case(given.substr(static_cast<std::size_t>(end - given.data())));
  std::erase(unit, ' ');
  if (!unit.empty() && unit.back() == 'b') unit.pop_back();
  const bool binary = unit.size() == 2 && unit[1] == 'i';
  if (binary) unit.pop_back();
  const std::size_t prefix = unit.empty() ? 0 : std::string_view(" kmgt").find(unit);
  if (error != std::errc() || unit.size() > 1 || prefix > 4 || (binary && prefix == 0))
    return std::nullopt;
  const double bytes = number * std::pow(binary ? 1024.0 : 1000.0, static_cast<double>(prefix));
  if (!(bytes >= 0 && bytes < 1e18)) return std::nullopt;
  return static_cast<std::size_t>(std::llround(bytes));
}

std::string format_bytes_up(std::size_t bytes) {
  if (bytes < 1000) return fmt::format("{}B", bytes);
  static constexpr std::array kUnits{"KB", "MB", "GB", "TB"};
  std::size_t unit = 1000, name = 0;
  for (; bytes / unit >= 1000 && name + 1 < kUnits.size(); ++name) unit *= 1000;
  const std::size_t tenths = (bytes + unit / 10 - 1) / (unit / 10);
  return fmt::format("{}.{}{}", tenths / 10, tenths % 10, kUnits[name]);
}

}  // namespace ingot
