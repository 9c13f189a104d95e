#include "features/byte_alphabet.h"

#include <array>

#include "base/utf8.h"

namespace ingot {
namespace {

constexpr char32_t kFirstOther = 0x100, kNumOthers = 68;

constexpr bool stands_for_itself(unsigned byte) {
  return (byte >= '!' && byte <= '~') || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
}

constexpr std::array<char32_t, 256> characters_of_bytes() {
  std::array<char32_t, 256> characters{};
  char32_t next = kFirstOther;
  for (unsigned byte = 0; byte < 256; ++byte)
    characters[byte] = stands_for_itself(byte) ? byte : next++;
  return characters;
}
constexpr std::array<char32_t, 256> kCharacters = characters_of_bytes();

constexpr std::array<unsigned char, kNumOthers> other_bytes() {
  std::array<unsigned char, kNumOthers> bytes{};
  for (unsigned byte = 0; byte < 256; ++byte)
    if (!stands_for_itself(byte))
      bytes[kCharacters[byte] - kFirstOther] = static_cast<unsigned char>(byte);
  return bytes;
}
constexpr std::array<unsigned char, kNumOthers> kOthers = other_bytes();

}  // namespace

std::string in_byte_alphabet(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes)
    append_character(text, kCharacters[static_cast<unsigned char>(byte)]);
  return text;
}

std::optional<std::string> from_byte_alphabet(std::string_view text) {
  std::string bytes;
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Character c = character_at(text, at);
    if (c.code < kFirstOther && stands_for_itself(c.code))
      bytes += static_cast<char>(c.code);
    else if (c.code >= kFirstOther && c.code < kFirstOther + kNumOthers)
      bytes += static_cast<char>(kOthers[c.code - kFirstOther]);
    else
      return std::nullopt;
    at += c.size_bytes;
  }
  return bytes;
}

}  // namespace ingot
