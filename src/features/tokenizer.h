// From texts to the numbers of tokens, and back.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "features/added_tokens.h"
#include "features/aligned_text.h"
#include "features/pre_tokenizer.h"
#include "features/text_normalizer.h"
#include "features/token_decoder.h"
#include "features/token_template.h"
#include "features/tokenizer_model.h"

namespace ingot {

/// Tokens with a meaning of their own, as far as there are such.
struct SpecialTokens {
  std::optional<TokenId> bos, eos, pad, unk, mask, cls, sep;
};

struct Tokens {
  std::vector<TokenId> ids;
  std::vector<TextSpan> spans;      ///< of each token in its text; empty for those of the template
  std::vector<std::int32_t> types;  ///< 0, and 1 for what a template says of a second text
};

struct EncodeOptions {
  /// The special tokens of the template around the text: [CLS] ... [SEP].
  bool with_template = false;
  /// Special tokens that stand in the text are found; else they are text like any other, as they
  /// should be where the text comes from outside.
  bool reads_special = false;
};

/// A text's tokens depend on that text alone. Any number of threads may share one.
class Tokenizer {
 public:
  /// The values of a tokenizer.json.
  /// errors    bad_tokenizer, unsupported_tokenizer, unknown_tokenizer, library_missing
  /// cost      1 us a token
  [[nodiscard]] static Tokenizer from_json(const nlohmann::json& values);
  /// Equal tokenisers give equal values. Beside what other programs read there is
  /// "special_tokens", from "bos", "eos", "pad", "unk", "mask", "cls", "sep" to texts.
  [[nodiscard]] nlohmann::json to_json() const;

  /// text      UTF-8; other bytes are kept by models that know all bytes, else they are unknown
  /// errors    text_too_long: 2 GiB or more
  /// cost      see docs/tokenizers.md
  [[nodiscard]] std::vector<TokenId> encode(std::string_view text,
                                            const EncodeOptions& options = {}) const;
  /// The same with where each token comes from. cost: about twice
  [[nodiscard]] Tokens encode_with_spans(std::string_view text,
                                         const EncodeOptions& options = {}) const;
  /// Two texts that belong together, within the template for two. Spans are those of the text that
  /// a token comes from.
  [[nodiscard]] Tokens encode_pair(std::string_view first, std::string_view second,
                                   const EncodeOptions& options = {.with_template = true}) const;

  enum class Special { skipped, written };
  /// errors    unknown_token: a number that no token has
  [[nodiscard]] std::string decode(std::span<const TokenId> ids,
                                   Special special = Special::skipped) const;

  /// One more than the highest number of a token.
  [[nodiscard]] TokenId vocabulary_size() const { return vocabulary_size_; }
  /// As a tokenizer.json writes it; empty for a gap. errors: unknown_token
  [[nodiscard]] std::string token(TokenId id) const;
  [[nodiscard]] std::optional<TokenId> find(std::string_view token) const;
  [[nodiscard]] const SpecialTokens& special() const { return special_; }
  [[nodiscard]] bool is_special(TokenId id) const;

  /// Cuts a text as far as the model's pieces. For trainers.
  void for_each_piece(std::string_view text, const OnPiece& on_piece) const;

 private:
  Tokenizer() = default;
  void find_special(const nlohmann::json& named);
  [[nodiscard]] std::span<const TokenTemplate::Part> parts_for(const EncodeOptions& options) const;
  /// What one text becomes, and what helps while it does.
  struct Work {
    Tokens tokens = {};
    std::unique_ptr<PieceCache> cache = {};
    AddedTokens::Special special = AddedTokens::Special::text;
  };
  void encode_into(const TextPiece& text, Work& work) const;
  void encode_plain(const TextPiece& text, Work& work) const;
  void encode_normalized(const TextPiece& text, Work& work) const;

  TextNormalizer normalizer_;
  PreTokenizer pre_tokenizer_;
  std::unique_ptr<TokenizerModel> model_;
  TokenTemplate template_;
  TokenDecoder decoder_;
  std::vector<AddedToken> added_;
  AddedTokens raw_added_, normalized_added_;
  Vocabulary added_texts_;  ///< by number, gaps between
  std::vector<std::uint8_t> is_special_;
  TokenId vocabulary_size_ = 0;
  SpecialTokens special_;
};

}  // namespace ingot
