// How a text is cut into pieces before each of them is cut into tokens: no token reaches over the
// border of a piece.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "features/aligned_text.h"

namespace ingot {

using OnPiece = std::function<void(const TextPiece&)>;

/// Steps, each of which cuts the pieces of the one before further.
class PreTokenizer {
 public:
  /// The whole text is one piece.
  PreTokenizer() = default;

  /// The value of "pre_tokenizer" in a tokenizer.json; null leaves texts whole. Understands
  /// ByteLevel, BertPreTokenizer, Whitespace, WhitespaceSplit, Punctuation, Digits, Metaspace,
  /// Split, CharDelimiterSplit, Sequence, and our own Words (by ICU's borders of words).
  ///
  /// errors    bad_tokenizer, unsupported_tokenizer, library_missing
  [[nodiscard]] static PreTokenizer from_json(const nlohmann::json& values);
  [[nodiscard]] const nlohmann::json& to_json() const { return values_; }

  /// The model's tokens are bytes, written in GPT-2's alphabet of bytes.
  [[nodiscard]] bool is_byte_level() const { return is_byte_level_; }

  /// Calls on_piece with each piece that is not empty, from left to right.
  ///
  /// cost      4 ns a byte for known patterns; see TextPattern for others
  void split(const TextPiece& text, const OnPiece& on_piece) const;

  /// One step, made by from_json.
  using Step = std::function<void(const TextPiece&, const OnPiece&)>;

 private:
  void split_from(std::size_t step, const TextPiece& piece, const OnPiece& on_piece) const;

  nlohmann::json values_ = nullptr;
  std::vector<Step> steps_;
  bool is_byte_level_ = false;
};

/// What happens to the matches of a pattern that cuts.
enum class SplitBehavior { removed, isolated, merged_with_previous, merged_with_next, contiguous };

}  // namespace ingot
