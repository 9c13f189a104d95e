#include "features/mojibake.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/utf8.h"
#include "features/characters.h"

namespace ingot {
namespace {

/// The characters of Windows-1252 in 0x80 to 0x9f; 0: none.
constexpr std::array<std::uint16_t, 32> kWindows1252 = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

bool has_entity(std::string_view text) {
  for (std::size_t at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
    std::size_t end = at + 1;
    if (end < text.size() && text[end] == '#') ++end;
    const std::size_t first = end;
    while (end < text.size() && (is_digit(text[end]) || is_ascii_letter(text[end]))) ++end;
    if (end >= first + 2 && end < text.size() && text[end] == ';') return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> before_latin1(std::string_view text) {
  if (std::ranges::all_of(text, is_ascii) || !is_utf8(text)) return std::nullopt;
  std::string bytes;
  while (!text.empty()) {
    const char32_t c = take_character(text);
    const auto* found = std::ranges::find(kWindows1252, c);
    if (c < 0x100) {
      bytes += static_cast<char>(c);
    } else if (found != kWindows1252.end()) {
      bytes += static_cast<char>(0x80 + (found - kWindows1252.begin()));
    } else {
      return std::nullopt;
    }
  }
  return is_utf8(bytes) ? std::optional(bytes) : std::nullopt;
}

bool has_broken_characters(std::string_view text) {
  return text.find("\ufffd") != std::string_view::npos || has_entity(text);
}

}  // namespace ingot
