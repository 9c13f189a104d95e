// A text that remembers which bytes of the original each of its bytes came from.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ingot {

/// [begin, end) in bytes of the original text.
struct TextSpan {
  std::uint32_t begin = 0, end = 0;
  bool operator==(const TextSpan&) const = default;
};

struct AlignedText {
  std::string text;
  /// For each byte of `text`; empty where nobody asks.
  std::vector<TextSpan> origin = {};
};

/// A part of an AlignedText, as long as that lives.
struct TextPiece {
  std::string_view text;
  const TextSpan* origin = nullptr;  ///< of each byte; null where nobody asks
  bool begins_text = false;          ///< nothing of the original text was before it

  [[nodiscard]] TextPiece part(std::size_t begin, std::size_t end) const {
    return {text.substr(begin, end - begin), origin ? origin + begin : nullptr,
            begins_text && begin == 0};
  }
  /// Where in the original the bytes [begin, end) come from.
  [[nodiscard]] TextSpan span(std::size_t begin, std::size_t end) const {
    if (text.empty()) return {};
    if (begin >= end)
      return {origin[begin < text.size() ? begin : begin - 1].begin,
              origin[begin < text.size() ? begin : begin - 1].begin};
    return {origin[begin].begin, origin[end - 1].end};
  }
};

/// Makes a new text of an old one from left to right.
class TextRewriter {
 public:
  explicit TextRewriter(const TextPiece& from) : from_(from) { to_.text.reserve(from.text.size()); }

  /// Copies [begin, end) as it is.
  void keep(std::size_t begin, std::size_t end) {
    to_.text.append(from_.text, begin, end - begin);
    if (from_.origin) to_.origin.insert(to_.origin.end(), from_.origin + begin, from_.origin + end);
  }
  /// Writes `by` where [begin, end) was, which may be empty.
  void replace(std::size_t begin, std::size_t end, std::string_view by) {
    to_.text += by;
    if (from_.origin) to_.origin.insert(to_.origin.end(), by.size(), from_.span(begin, end));
  }
  [[nodiscard]] AlignedText finish() && { return std::move(to_); }

 private:
  TextPiece from_;
  AlignedText to_;
};

}  // namespace ingot
