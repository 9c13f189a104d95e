// GPT-2's alphabet: each byte as a character that can be printed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ingot {

/// Printable characters of Latin-1 stand for themselves, the other 68 bytes are U+0100 to U+0143.
/// source    Radford et al. 2019, GPT-2
[[nodiscard]] std::string in_byte_alphabet(std::string_view bytes);
/// Nothing where `text` has other characters.
[[nodiscard]] std::optional<std::string> from_byte_alphabet(std::string_view text);

}  // namespace ingot
