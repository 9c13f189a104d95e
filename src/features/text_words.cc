#include "features/text_words.h"

#include "base/utf8.h"
#include "features/characters.h"

namespace ingot {
namespace {

enum class Kind : std::uint8_t { blank, word, alone };

// source    Unicode 15, blocks: general punctuation to symbols 2000-2BFF, CJK and its neighbours
//           2E80-D7FF, compatibility and half or full width forms F900-FFFF, planes from 1F000 on
Kind kind_of(char32_t c) {
  if (c < 0x80) {
    const char ascii = static_cast<char>(c);
    if (is_ascii_letter(ascii) || is_digit(ascii)) return Kind::word;
    return c <= ' ' ? Kind::blank : Kind::alone;
  }
  if (c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200F)) return Kind::blank;
  const bool is_sign = c < 0xC0 || c == 0xD7 || c == 0xF7 || (c >= 0x2010 && c < 0x2C00);
  const bool is_wide = (c >= 0x2E80 && c < 0xD800) || (c >= 0xF900 && c < 0x10000) || c >= 0x1F000;
  return is_sign || is_wide ? Kind::alone : Kind::word;
}

}  // namespace

std::vector<std::string> words_of_text(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto end = [&] {
    if (!word.empty()) words.push_back(std::exchange(word, {}));
  };
  while (!text.empty()) {
    std::string_view rest = text;
    const Kind kind = kind_of(take_character(rest));
    const std::string_view character = text.substr(0, text.size() - rest.size());
    text = rest;
    if (kind != Kind::word) end();
    if (kind == Kind::word)
      word += character.size() == 1 ? std::string(1, in_lower_case(character[0]))
                                    : std::string(character);
    else if (kind == Kind::alone)
      words.emplace_back(character);
  }
  end();
  return words;
}

bool is_punctuation(std::string_view word) {
  return word.size() == 1 && !is_word_byte(word[0]) && !is_digit(word[0]);
}

}  // namespace ingot
