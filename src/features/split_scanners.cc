#include "features/split_scanners.h"

#include <algorithm>
#include <array>

#include "base/lower_case.h"
#include "base/utf8.h"
#include "features/unicode_classes.h"

namespace ingot {

const char* const kGpt2Pattern =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
const char* const kLlama3Pattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
const char* const kQwen2Pattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

namespace {

constexpr std::uint8_t kAnyOf = kSpace | kLetter | kNumber;

// Reads one text from left to right.
class Scan {
 public:
  explicit Scan(std::string_view text) : text_(text), class_of_(character_classes()) {}

  [[nodiscard]] bool is_end(std::size_t at) const { return at >= text_.size(); }
  [[nodiscard]] std::uint8_t classes(std::size_t at) const {
    return class_of_[character_at(text_, at).code];
  }
  [[nodiscard]] std::size_t after(std::size_t at) const {
    return at + character_at(text_, at).size_bytes;
  }
  [[nodiscard]] bool is_newline(std::size_t at) const {
    return text_[at] == '\n' || text_[at] == '\r';
  }

  // The end of the run of characters from `at` of which kAnyOf leaves `wanted`.
  [[nodiscard]] std::size_t run(std::size_t at, std::uint8_t wanted) const {
    while (at < text_.size()) {
      const Utf8Character c = character_at(text_, at);
      if ((class_of_[c.code] & kAnyOf) != wanted) break;
      at += c.size_bytes;
    }
    return at;
  }

  // \s+(?!\S)|\s+ : all blanks, but for the last one where something else follows and it is not
  // the only one.
  [[nodiscard]] std::size_t blanks(std::size_t at) const {
    std::size_t last = at, end = at;
    while (end < text_.size()) {
      const Utf8Character c = character_at(text_, end);
      if ((class_of_[c.code] & kSpace) == 0) return last > at ? last : end;
      last = end;
      end += c.size_bytes;
    }
    return end;
  }

  // \s*[\r\n]+ : the end of the last newline among the blanks; `at` where there is none.
  [[nodiscard]] std::size_t through_newlines(std::size_t at) const {
    std::size_t found = at;
    for (std::size_t i = at; i < text_.size();) {
      const Utf8Character c = character_at(text_, i);
      if ((class_of_[c.code] & kSpace) == 0) break;
      if (is_newline(i)) found = i + 1;
      i += c.size_bytes;
    }
    return found;
  }

  [[nodiscard]] std::string_view text() const { return text_; }

 private:
  std::string_view text_;
  const CharacterClasses& class_of_;
};

// 's|'t|'re|'ve|'m|'ll|'d after an apostrophe at `at`; `at` where none follows.
std::size_t contraction(std::string_view text, std::size_t at) {
  const auto is = [&](std::size_t i, char c) { return at + i < text.size() && text[at + i] == c; };
  if (is(1, 's') || is(1, 't') || is(1, 'm') || is(1, 'd')) return at + 2;
  if ((is(1, 'r') && is(2, 'e')) || (is(1, 'v') && is(2, 'e')) || (is(1, 'l') && is(2, 'l')))
    return at + 3;
  return at;
}

// The same in upper and lower case; the long s is one, too.
std::size_t contraction_in_any_case(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.size() >= 3 && rest[1] == '\xc5' && rest[2] == '\xbf') return at + 3;
  std::array<char, 3> lower{};
  const std::size_t size = std::min<std::size_t>(rest.size(), lower.size());
  for (std::size_t i = 0; i < size; ++i) lower[i] = in_lower_case(rest[i]);
  return at + contraction({lower.data(), size}, 0);
}

template <int max_digits>
std::size_t scan_llama3(std::string_view text, std::size_t at) {
  const Scan scan(text);
  if (text[at] == '\'') {
    const std::size_t end = contraction_in_any_case(text, at);
    if (end > at) return end;
  }
  const std::uint8_t first = scan.classes(at);
  if ((first & kLetter) != 0) return scan.run(at, kLetter);
  const std::size_t next = scan.after(at);
  if ((first & kNumber) == 0 && !scan.is_newline(at) && !scan.is_end(next) &&
      (scan.classes(next) & kLetter) != 0)
    return scan.run(next, kLetter);
  if ((first & kNumber) != 0) {
    std::size_t end = next;
    for (int i = 1; i < max_digits && !scan.is_end(end) && (scan.classes(end) & kNumber) != 0; ++i)
      end = scan.after(end);
    return end;
  }
  const std::size_t sign = text[at] == ' ' ? at + 1 : at;
  if (!scan.is_end(sign) && (scan.classes(sign) & kAnyOf) == 0) {
    std::size_t end = scan.run(sign, 0);
    while (!scan.is_end(end) && scan.is_newline(end)) ++end;
    return end;
  }
  const std::size_t newlines = scan.through_newlines(at);
  return newlines > at ? newlines : scan.blanks(at);
}

}  // namespace

std::size_t scan_gpt2(std::string_view text, std::size_t at) {
  const Scan scan(text);
  if (text[at] == '\'') {
    const std::size_t end = contraction(text, at);
    if (end > at) return end;
  }
  const std::size_t begin = text[at] == ' ' && at + 1 < text.size() ? at + 1 : at;
  const std::uint8_t first = scan.classes(begin);
  return (first & kSpace) == 0 ? scan.run(begin, first & kAnyOf) : scan.blanks(at);
}

SplitScanner scanner_for(std::string_view pattern) {
  if (pattern == kGpt2Pattern) return scan_gpt2;
  if (pattern == kLlama3Pattern) return scan_llama3<3>;
  if (pattern == kQwen2Pattern) return scan_llama3<1>;
  return nullptr;
}

}  // namespace ingot
