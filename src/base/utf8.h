// Well-formed UTF-8. source: Unicode 15, table 3-7
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ingot {

/// Length of the longest beginning of `bytes` that consists of whole, well-formed characters.
[[nodiscard]] std::size_t utf8_prefix(std::string_view bytes);
[[nodiscard]] inline bool is_utf8(std::string_view bytes) {
  return utf8_prefix(bytes) == bytes.size();
}
/// Whether `bytes` ends within a character that so far is well-formed; it has at most 3 bytes.
[[nodiscard]] bool is_utf8_beginning(std::string_view bytes);

/// A character and how many bytes it has.
struct Utf8Character {
  char32_t code;
  std::uint32_t size_bytes;
};
/// What stands for a byte that begins no well-formed character; beyond all characters.
inline constexpr char32_t kNoCharacter = 0x110000;
/// The character that begins at `at`, which is within `text`; else {kNoCharacter, 1}.
[[nodiscard]] Utf8Character character_beyond_ascii(std::string_view text, std::size_t at);
[[nodiscard]] inline Utf8Character character_at(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  return first < 0x80 ? Utf8Character{first, 1} : character_beyond_ascii(text, at);
}
void append_character(std::string& text, char32_t character);

/// Each byte that begins no well-formed character becomes U+FFFD.
[[nodiscard]] std::string mended_utf8(std::string_view bytes);

/// Takes the next character off; a byte that begins none stands for itself.
inline char32_t take_character(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t size = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (size > text.size() || size == 1) {
    text.remove_prefix(1);
    return first;
  }
  auto character = static_cast<char32_t>(first & (0xff >> (size + 1)));
  for (std::size_t i = 1; i < size; ++i)
    character = (character << 6) | (static_cast<unsigned char>(text[i]) & 0x3f);
  text.remove_prefix(size);
  return character;
}

}  // namespace ingot
