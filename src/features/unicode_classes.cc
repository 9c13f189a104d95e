#include "features/unicode_classes.h"

#include <algorithm>
#include <map>

#include "base/utf8.h"
#include "data/icu.h"

namespace ingot {
namespace {

std::uint8_t classes_of_type(UCharCategory type) {
  switch (type) {
    case U_UPPERCASE_LETTER:
    case U_LOWERCASE_LETTER:
    case U_TITLECASE_LETTER:
    case U_MODIFIER_LETTER:
    case U_OTHER_LETTER: return kLetter | kWord;
    case U_NON_SPACING_MARK: return kMark | kNonspacing | kWord;
    case U_ENCLOSING_MARK:
    case U_COMBINING_SPACING_MARK: return kMark | kWord;
    case U_DECIMAL_DIGIT_NUMBER:
    case U_LETTER_NUMBER: return kNumber | kWord;
    case U_OTHER_NUMBER: return kNumber;
    case U_CONNECTOR_PUNCTUATION: return kPunctuation | kWord;
    case U_DASH_PUNCTUATION:
    case U_START_PUNCTUATION:
    case U_END_PUNCTUATION:
    case U_OTHER_PUNCTUATION:
    case U_INITIAL_PUNCTUATION:
    case U_FINAL_PUNCTUATION: return kPunctuation;
    case U_UNASSIGNED:
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
    case U_PRIVATE_USE_CHAR:
    case U_SURROGATE: return kOther;
    default: return 0;
  }
}

constexpr char32_t kSpaces[] = {0x09,   0x0a,   0x0b,   0x0c,   0x0d,   0x20,   0x85,
                                0xa0,   0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004,
                                0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028,
                                0x2029, 0x202f, 0x205f, 0x3000};

// Word characters by other properties than their type: joiners and letters in circles and squares.
constexpr std::pair<char32_t, char32_t> kOtherWords[] = {
    {0x200c, 0x200d}, {0x24b6, 0x24e9}, {0x1f130, 0x1f149}, {0x1f150, 0x1f169}, {0x1f170, 0x1f189}};

}  // namespace

CharacterClasses::CharacterClasses() {
  std::vector<std::uint8_t> all(page_of_.size() << 8);
  icu_characters().u_enumCharTypes(
      [](const void* context, UChar32 begin, UChar32 end, UCharCategory type) -> UBool {
        std::fill(static_cast<std::uint8_t*>(const_cast<void*>(context)) + begin,
                  static_cast<std::uint8_t*>(const_cast<void*>(context)) + end,
                  classes_of_type(type));
        return true;
      },
      all.data());
  for (const char32_t c : kSpaces) all[c] |= kSpace;
  for (const auto& [first, last] : kOtherWords)
    for (char32_t c = first; c <= last; ++c) all[c] |= kWord;
  std::fill(all.begin() + kNoCharacter, all.end(), std::uint8_t{0});

  using Page = std::array<std::uint8_t, 256>;
  std::map<Page, std::uint16_t> known;
  for (std::size_t page = 0; page < page_of_.size(); ++page) {
    Page bytes;
    std::copy_n(all.begin() + static_cast<std::ptrdiff_t>(page << 8), 256, bytes.begin());
    const auto [found, is_new] = known.emplace(bytes, static_cast<std::uint16_t>(known.size()));
    if (is_new) pages_.insert(pages_.end(), bytes.begin(), bytes.end());
    page_of_[page] = found->second;
  }
}

const CharacterClasses& character_classes() {
  static const CharacterClasses classes;
  return classes;
}

bool is_ideograph(char32_t c) {
  constexpr std::pair<char32_t, char32_t> kBlocks[] = {
      {0x3400, 0x4dbf},   {0x4e00, 0x9fff},   {0xf900, 0xfaff},   {0x20000, 0x2a6df},
      {0x2a700, 0x2b73f}, {0x2b740, 0x2b81f}, {0x2b820, 0x2ceaf}, {0x2f800, 0x2fa1f}};
  return std::ranges::any_of(kBlocks, [&](const auto& b) { return b.first <= c && c <= b.second; });
}

}  // namespace ingot
