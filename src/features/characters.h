// Kinds of characters in UTF-8 texts, whatever the locale.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/lower_case.h"

namespace ingot {

[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
[[nodiscard]] constexpr bool is_ascii(char c) { return static_cast<signed char>(c) >= 0; }
[[nodiscard]] constexpr bool is_ascii_letter(char c) {
  const char l = in_lower_case(c);
  return l >= 'a' && l <= 'z';
}
/// A letter, or a byte of a character beyond ASCII.
[[nodiscard]] constexpr bool is_word_byte(char c) { return is_ascii_letter(c) || !is_ascii(c); }

}  // namespace ingot
