// The steps of a TextNormalizer that look at single characters.
#include <array>

#include "base/utf8.h"
#include "data/icu.h"
#include "features/characters.h"
#include "features/text_normalizer.h"
#include "features/unicode_classes.h"

namespace ingot {
namespace {

const UNormalizer2* normalizer_for(NormalForm form) {
  const IcuCharacters& icu = icu_characters();
  UErrorCode status = U_ZERO_ERROR;
  switch (form) {
    case NormalForm::nfc: return icu.unorm2_getNFCInstance(&status);
    case NormalForm::nfd: return icu.unorm2_getNFDInstance(&status);
    case NormalForm::nfkc: return icu.unorm2_getNFKCInstance(&status);
    case NormalForm::nfkd: return icu.unorm2_getNFKDInstance(&status);
  }
  return nullptr;
}

void append_utf16(std::vector<UChar>& units, char32_t c) {
  if (c < 0x10000) {
    units.push_back(static_cast<UChar>(c));
  } else {
    units.push_back(static_cast<UChar>(0xd7c0 + (c >> 10)));
    units.push_back(static_cast<UChar>(0xdc00 | (c & 0x3ff)));
  }
}

void append_utf8(std::string& text, const std::vector<UChar>& units, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    char32_t c = units[i];
    if (c >= 0xd800 && c < 0xdc00 && i + 1 < size)
      c = 0x10000 + ((c - 0xd800) << 10) + (units[++i] - 0xdc00);
    append_character(text, c);
  }
}

// The end of the run of ASCII that begins at `at`.
std::size_t ascii_end(std::string_view text, std::size_t at) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text.data() + at, 8);
    if ((eight & kHighBits) != 0) break;
  }
  while (at < text.size() && is_ascii(text[at])) ++at;
  return at;
}

// Keeps runs of ASCII, and calls body(at, character) for each other character.
template <class Body>
void for_each_beyond_ascii(const TextPiece& from, TextRewriter& to, const Body& body) {
  for (std::size_t at = 0; at < from.text.size();) {
    const std::size_t end = ascii_end(from.text, at);
    to.keep(at, end);
    if (end == from.text.size()) break;
    const Utf8Character c = character_beyond_ascii(from.text, end);
    body(end, c);
    at = end + c.size_bytes;
  }
}

}  // namespace

AlignedText in_normal_form(const TextPiece& from, NormalForm form) {
  const std::string_view text = from.text;
  TextRewriter to(from);
  if (ascii_end(text, 0) == text.size()) {
    to.keep(0, text.size());
    return std::move(to).finish();
  }
  const IcuCharacters& icu = icu_characters();
  const UNormalizer2* const normalizer = normalizer_for(form);
  const auto joins = [&](std::size_t at, const Utf8Character& c) {
    return !is_ascii(text[at]) && c.code != kNoCharacter &&
           !icu.unorm2_hasBoundaryBefore(normalizer, static_cast<UChar32>(c.code));
  };
  std::vector<UChar> units, result;
  std::string changed;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t begin = ascii_end(text, at);
    Utf8Character c{};
    if (begin < text.size()) c = character_at(text, begin);
    if (begin > at && begin < text.size() && joins(begin, c)) c = character_at(text, --begin);
    to.keep(at, begin);
    if (begin == text.size()) break;
    at = begin + c.size_bytes;
    if (c.code == kNoCharacter) {
      to.keep(begin, at);
      continue;
    }
    // A character and those that may change together with it.
    units.clear();
    append_utf16(units, c.code);
    bool is_single = true;
    while (at < text.size()) {
      const Utf8Character next = character_at(text, at);
      if (!joins(at, next)) break;
      append_utf16(units, next.code);
      at += next.size_bytes;
      is_single = false;
    }
    if (is_single && icu.unorm2_isInert(normalizer, static_cast<UChar32>(c.code))) {
      to.keep(begin, at);
      continue;
    }
    result.resize(units.size() * 18 + 8);  // the most that one unit can become
    UErrorCode status = U_ZERO_ERROR;
    const std::int32_t size =
        icu.unorm2_normalize(normalizer, units.data(), static_cast<std::int32_t>(units.size()),
                             result.data(), static_cast<std::int32_t>(result.size()), &status);
    changed.clear();
    if (U_SUCCESS(status)) append_utf8(changed, result, static_cast<std::size_t>(size));
    if (U_FAILURE(status) || changed == text.substr(begin, at - begin))
      to.keep(begin, at);
    else
      to.replace(begin, at, changed);
  }
  return std::move(to).finish();
}

AlignedText in_lower_case(const TextPiece& from) {
  TextRewriter to(from);
  const IcuCharacters& icu = icu_characters();
  std::string lower;
  for_each_beyond_ascii(from, to, [&](std::size_t at, const Utf8Character& c) {
    constexpr char32_t kCapitalIWithDot = 0x130;  // the only one whose lower case are two
    lower.clear();
    if (c.code == kCapitalIWithDot)
      lower = "i\xcc\x87";
    else if (c.code != kNoCharacter)
      append_character(lower, static_cast<char32_t>(icu.u_tolower(static_cast<UChar32>(c.code))));
    if (lower.empty() || lower == from.text.substr(at, c.size_bytes))
      to.keep(at, at + c.size_bytes);
    else
      to.replace(at, at + c.size_bytes, lower);
  });
  AlignedText result = std::move(to).finish();
  for (char& c : result.text) c = in_lower_case(c);
  return result;
}

AlignedText without_classes(const TextPiece& from, std::uint8_t classes) {
  TextRewriter to(from);
  const CharacterClasses& class_of = character_classes();
  for_each_beyond_ascii(from, to, [&](std::size_t at, const Utf8Character& c) {
    if ((class_of[c.code] & classes) == 0) to.keep(at, at + c.size_bytes);
  });
  return std::move(to).finish();
}

AlignedText in_clean_characters(const TextPiece& from) {
  TextRewriter to(from);
  const CharacterClasses& class_of = character_classes();
  constexpr char32_t kReplacement = 0xfffd;
  std::size_t kept = 0, at = 0;
  const auto keep_until = [&](std::size_t end) {
    if (end > kept) to.keep(kept, end);
  };
  while (at < from.text.size()) {
    const Utf8Character c = character_at(from.text, at);
    const std::uint8_t classes = class_of[c.code];
    const std::size_t end = at + c.size_bytes;
    if (c.code != ' ' && ((classes & (kSpace | kOther)) != 0 || c.code == kReplacement)) {
      keep_until(at);
      const bool is_control =
          (classes & kOther) != 0 && c.code != '\t' && c.code != '\n' && c.code != '\r';
      if (!is_control && c.code != kReplacement) to.replace(at, end, " ");
      kept = end;
    }
    at = end;
  }
  keep_until(at);
  return std::move(to).finish();
}

AlignedText with_ideographs_apart(const TextPiece& from) {
  TextRewriter to(from);
  for_each_beyond_ascii(from, to, [&](std::size_t at, const Utf8Character& c) {
    const std::size_t end = at + c.size_bytes;
    if (!is_ideograph(c.code)) return to.keep(at, end);
    to.replace(at, at, " ");
    to.keep(at, end);
    to.replace(end, end, " ");
  });
  return std::move(to).finish();
}

}  // namespace ingot
