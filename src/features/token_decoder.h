// From the texts of tokens back to a text.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace ingot {

/// Steps over the texts of all tokens, one after the other.
class TokenDecoder {
 public:
  /// Texts are joined by blanks.
  TokenDecoder() = default;

  /// "decoder" of a tokenizer.json. Understands ByteLevel, WordPiece, Metaspace, BPEDecoder,
  /// Replace, ByteFallback, Fuse, Strip, Sequence, and our own Words (blanks where both sides are
  /// words of letters).
  ///
  /// errors    bad_tokenizer, unsupported_tokenizer
  [[nodiscard]] static TokenDecoder from_json(const nlohmann::json& values);
  [[nodiscard]] const nlohmann::json& to_json() const { return values_; }

  /// Texts of tokens are written in GPT-2's alphabet of bytes.
  [[nodiscard]] bool is_byte_level() const { return is_byte_level_; }

  [[nodiscard]] std::string decode(std::vector<std::string> tokens) const;

  using Step = std::function<void(std::vector<std::string>&)>;

 private:
  nlohmann::json values_ = nullptr;
  std::vector<Step> steps_;
  bool is_byte_level_ = false;
};

/// English without the blanks that stand before signs and within contractions.
/// source    the habit of BERT's users: "do n't" becomes "don't", "it ' s" becomes "it's"
[[nodiscard]] std::string without_blanks_before_signs(std::string text);

}  // namespace ingot
