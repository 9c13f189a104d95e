// Amounts of memory as people write them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ingot {

/// "500MB", "1.5 GiB", "64k", "1000"; KB, MB, GB are powers of 1000, KiB, MiB, GiB of 1024. Nothing
/// where the text is no amount.
[[nodiscard]] std::optional<std::size_t> parse_bytes(std::string_view text);
/// In the largest unit that fits, with three or four digits, rounded up: "12.4MB". What it gives
/// is no less when it is parsed again.
[[nodiscard]] std::string format_bytes_up(std::size_t bytes);

}  // namespace ingot
