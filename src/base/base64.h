// Base64. source: RFC 4648, 4
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ingot {

[[nodiscard]] std::string encode_base64(std::string_view bytes);
/// Nothing where `text` is not Base64 with its padding.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

}  // namespace ingot
