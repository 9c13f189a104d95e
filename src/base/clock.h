// Dates and durations in words.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ingot/error.h"

namespace ingot {

/// Now, UTC, ISO 8601: "2026-11-24T13:41:03Z".
[[nodiscard]] std::string utc_now();
/// "90s", "5m", "1.5h" or a bare number of seconds; nothing for other text.
[[nodiscard]] std::optional<double> parse_seconds(std::string_view text);
/// "4.2 s", "1 min 05 s", "2 h 10 min".
[[nodiscard]] std::string format_seconds(double seconds);

}  // namespace ingot
