// Kinds of characters over all of Unicode, as the tokenisers' patterns ask for them.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace ingot {

/// A set of these belongs to each character.
enum CharacterClass : std::uint8_t {
  kLetter = 1,        ///< \p{L}
  kNumber = 2,        ///< \p{N}
  kSpace = 4,         ///< \s, White_Space
  kMark = 8,          ///< \p{M}
  kNonspacing = 16,   ///< \p{Mn}: accents
  kPunctuation = 32,  ///< \p{P}
  kOther = 64,        ///< \p{C}: controls, formats, what is not assigned
  kWord = 128,        ///< \w
};

/// The classes of every character, in pages of 256 of which equal ones are kept once.
class CharacterClasses {
 public:
  CharacterClasses();
  /// 0 for kNoCharacter.
  [[nodiscard]] std::uint8_t operator[](char32_t c) const {
    return c < 0x80 ? pages_[c] : pages_[std::size_t{page_of_[c >> 8]} << 8 | (c & 0xff)];
  }

 private:
  std::array<std::uint16_t, 0x1101> page_of_{};
  std::vector<std::uint8_t> pages_;
};

/// errors    library_missing
/// cost      2 ms, once
/// source    Unicode 15 as ICU has it; \w: Unicode Technical Standard 18, annex C
[[nodiscard]] const CharacterClasses& character_classes();

/// Whether BERT's tokeniser sets it apart: a Chinese character, not kana or hangul.
/// source    Devlin et al. 2018, the blocks of CJK ideographs
[[nodiscard]] bool is_ideograph(char32_t c);

}  // namespace ingot
