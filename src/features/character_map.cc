#include "features/character_map.h"

#include <cstring>

#include "base/utf8.h"
#include "features/tokenizer_error.h"

namespace ingot {
namespace {

constexpr std::size_t kHeadBytes = 4, kUnitBytes = 4;

// A unit: bits 0 to 7 the label (with bit 31 a leaf's mark), 8 whether a leaf follows, 9 whether
// the offset of bits 10 on is in steps of 256; a leaf's bits 0 to 30 are its value.
std::size_t offset_of(std::uint32_t unit) {
  return std::size_t{unit >> 10} << ((unit & (1U << 9)) >> 6);
}
std::uint32_t label_of(std::uint32_t unit) { return unit & (1U << 31 | 0xff); }

}  // namespace

CharacterMap::CharacterMap(std::string bytes) : bytes_(std::move(bytes)) {
  std::uint32_t array_bytes = 0;
  if (bytes_.size() >= kHeadBytes) std::memcpy(&array_bytes, bytes_.data(), kHeadBytes);
  if (array_bytes == 0 || array_bytes % kUnitBytes != 0 ||
      array_bytes > bytes_.size() - kHeadBytes || bytes_.back() != '\0')
    throw bad_tokenizer(text("its table of characters is cut off", "其字符表不完整"));
  num_units_ = array_bytes / kUnitBytes;
}

std::uint32_t CharacterMap::unit(std::size_t node) const {
  std::uint32_t unit = 0;
  std::memcpy(&unit, bytes_.data() + kHeadBytes + node * kUnitBytes, kUnitBytes);
  return unit;
}

CharacterMap::Match CharacterMap::longest_match(std::string_view text) const {
  Match match;
  const std::size_t texts = kHeadBytes + num_units_ * kUnitBytes;
  std::size_t node = offset_of(unit(0));
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    node ^= byte;
    if (node >= num_units_ || byte == 0) break;
    const std::uint32_t here = unit(node);
    if (label_of(here) != byte) break;
    node ^= offset_of(here);
    if ((here >> 8 & 1) == 0) continue;
    if (node >= num_units_) break;
    const std::size_t at = texts + (unit(node) & ~(1U << 31));
    if (at >= bytes_.size()) break;
    match = {i + 1, std::string_view(bytes_.data() + at)};
  }
  return match;
}

AlignedText CharacterMap::apply(const TextPiece& from) const {
  TextRewriter to(from);
  for (std::size_t at = 0; at < from.text.size();) {
    const Match match = longest_match(from.text.substr(at));
    if (match.size_bytes > 0) {
      to.replace(at, at + match.size_bytes, match.becomes);
      at += match.size_bytes;
      continue;
    }
    const Utf8Character c = character_at(from.text, at);
    if (c.code == kNoCharacter)
      to.replace(at, at + 1, "\xef\xbf\xbd");
    else
      to.keep(at, at + c.size_bytes);
    at += c.size_bytes;
  }
  return std::move(to).finish();
}

}  // namespace ingot
