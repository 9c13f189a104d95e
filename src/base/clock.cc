#include "base/clock.h"

#include <fmt/chrono.h>

#include <charconv>
#include <chrono>
#include <cmath>

namespace ingot {

std::string utc_now() {
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
}

std::optional<double> parse_seconds(std::string_view given) {
  double value = 0;
  const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), value);
  const std::string_view unit = given.substr(static_cast<std::size_t>(end - given.data()));
  if (error != std::errc() || !std::isfinite(value) || value < 0) return std::nullopt;
  for (const auto& [name, seconds] : {std::pair{"", 1}, {"s", 1}, {"m", 60}, {"h", 3600}})
    if (unit == name) return value * seconds;
  return std::nullopt;
}

std::string format_seconds(double seconds) {
  if (seconds < 9.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<long>(std::lround(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

}  // namespace ingot
