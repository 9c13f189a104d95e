#include "features/word_signs.h"

#include <vector>

#include "base/assert.h"
#include "base/utf8.h"
#include "data/icu.h"
#include "features/characters.h"
#include "features/unicode_classes.h"

namespace ingot {
namespace {

using Characters = std::u32string;

Characters characters_of(std::string_view word) {
  Characters characters;
  while (!word.empty()) characters += take_character(word);
  return characters;
}

std::string utf8_of(std::u32string_view characters) {
  std::string word;
  for (const char32_t c : characters) append_character(word, c);
  return word;
}

bool is_number(char32_t c) {
  return c < 0x80 ? is_digit(static_cast<char>(c)) : (character_classes()[c] & kNumber) != 0;
}
bool is_letter(char32_t c) {
  return c < 0x80 ? is_ascii_letter(static_cast<char>(c)) : (character_classes()[c] & kLetter) != 0;
}
char32_t lower_of(char32_t c) {
  if (c < 0x80) return static_cast<unsigned char>(in_lower_case(static_cast<char>(c)));
  return static_cast<char32_t>(icu_characters().u_tolower(static_cast<UChar32>(c)));
}

Characters in_small_letters(Characters characters) {
  for (char32_t& c : characters) c = is_number(c) ? U'0' : lower_of(c);
  return characters;
}

Characters shape_of(const Characters& characters) {
  constexpr std::size_t kMost = 3;
  Characters shape;
  for (const char32_t c : characters) {
    const char32_t shown = is_number(c) ? U'0' : !is_letter(c) ? c : lower_of(c) != c ? U'X' : U'x';
    const std::size_t before = shape.find_last_not_of(shown) + 1;  // npos + 1 is 0
    if (shape.size() - before < kMost) shape += shown;
  }
  return shape;
}

}  // namespace

std::string word_sign(std::string_view name, std::string_view word) {
  const Characters written = characters_of(word);
  if (name == "shape") return utf8_of(shape_of(written));
  const Characters small = in_small_letters(written);
  const auto last = [&](std::size_t count) {
    return utf8_of(small.substr(small.size() - std::min(count, small.size())));
  };
  if (name == "word") return utf8_of(small);
  if (name == "beginning") return utf8_of(small.substr(0, 3));
  if (name == "ending") return last(2);
  INGOT_ASSERT(name == "long_ending", "there is no sign {}", name);
  return last(3);
}

}  // namespace ingot
