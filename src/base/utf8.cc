#include "base/utf8.h"

#include <cstdint>
#include <cstring>

namespace ingot {
namespace {

unsigned byte_at(std::string_view s, std::size_t i) { return static_cast<std::uint8_t>(s[i]); }

// 0: no character begins so.
std::size_t length_after(unsigned lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xc2) return 0;
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
}

// Neither an overlong form, a surrogate nor beyond U+10FFFF.
bool second_fits(unsigned lead, unsigned second) {
  return !((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) ||
           (lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f));
}

// How many of the first `length` bytes may belong to the character that begins at `i`.
std::size_t good_bytes(std::string_view s, std::size_t i, std::size_t length) {
  if (length == 0) return 0;
  for (std::size_t k = 1; k < length; ++k) {
    if (i + k == s.size()) return k;
    const unsigned b = byte_at(s, i + k);
    if ((b & 0xc0) != 0x80 || (k == 1 && !second_fits(byte_at(s, i), b))) return 0;
  }
  return length;
}

}  // namespace

std::size_t utf8_prefix(std::string_view s) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  std::size_t i = 0;
  while (i < s.size()) {
    if (i + sizeof(std::uint64_t) <= s.size()) {  // eight letters of ASCII at once
      std::uint64_t eight = 0;
      std::memcpy(&eight, s.data() + i, sizeof eight);
      if ((eight & kHighBits) == 0) {
        i += sizeof eight;
        continue;
      }
    }
    const std::size_t length = length_after(byte_at(s, i));
    if (length == 0 || good_bytes(s, i, length) != length) return i;
    i += length;
  }
  return i;
}

Utf8Character character_beyond_ascii(std::string_view s, std::size_t at) {
  const std::size_t length = length_after(byte_at(s, at));
  if (length == 0 || good_bytes(s, at, length) != length) return {kNoCharacter, 1};
  std::string_view rest = s.substr(at, length);
  return {take_character(rest), static_cast<std::uint32_t>(length)};
}

void append_character(std::string& text, char32_t character) {
  const auto tail = [&](unsigned shift) {
    text += static_cast<char>(0x80 | (character >> shift & 0x3f));
  };
  if (character < 0x80) {
    text += static_cast<char>(character);
  } else if (character < 0x800) {
    text += static_cast<char>(0xc0 | character >> 6);
    tail(0);
  } else if (character < 0x10000) {
    text += static_cast<char>(0xe0 | character >> 12);
    tail(6), tail(0);
  } else {
    text += static_cast<char>(0xf0 | character >> 18);
    tail(12), tail(6), tail(0);
  }
}

bool is_utf8_beginning(std::string_view s) {
  if (s.empty()) return true;
  const std::size_t length = length_after(byte_at(s, 0));
  return s.size() < length && good_bytes(s, 0, length) == s.size();
}

std::string mended_utf8(std::string_view bytes) {
  constexpr char32_t kReplacement = 0xfffd;
  std::string mended;
  while (!bytes.empty()) {
    const Utf8Character c = character_at(bytes, 0);
    if (c.code == kNoCharacter)
      append_character(mended, kReplacement);
    else
      mended += bytes.substr(0, c.size_bytes);
    bytes.remove_prefix(c.size_bytes);
  }
  return mended;
}

}  // namespace ingot
