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

std::vector<std::string_view> split_words(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t begin = text.npos;  // of the word that goes on
  for (std::size_t at = 0; at < text.size();) {
    std::string_view rest = text.substr(at);
    const Kind kind = kind_of(take_character(rest));
    const std::size_t end = text.size() - rest.size();
    if (kind != Kind::word && begin != text.npos) {
      words.push_back(text.substr(begin, at - begin));
      begin = text.npos;
    }
    if (kind == Kind::word && begin == text.npos) begin = at;
    if (kind == Kind::alone) words.push_back(text.substr(at, end - at));
    at = end;
  }
  if (begin != text.npos) words.push_back(text.substr(begin));
  return words;
}

std::vector<std::string> words_of_text(std::string_view text) {
  std::vector<std::string> words;
  for (const std::string_view word : split_words(text)) words.push_back(in_lower_case(word));
  return words;
}

bool is_punctuation(std::string_view word) {
  return word.size() == 1 && !is_word_byte(word[0]) && !is_digit(word[0]);
}

}  // namespace ingot
