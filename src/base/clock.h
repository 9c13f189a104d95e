// Dates and durations in words.
#pragma once

#include <string>

#include "ingot/error.h"

namespace ingot {

/// Now, UTC, ISO 8601: "2026-11-24T13:41:03Z".
[[nodiscard]] std::string utc_now();
/// "4.2 s", "1 min 05 s", "2 h 10 min".
[[nodiscard]] std::string format_seconds(double seconds);

}  // namespace ingot
