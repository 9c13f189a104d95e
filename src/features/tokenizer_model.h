// The tokeniser record: every fact about one way to cut pieces of text into tokens.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "features/piece_cache.h"
#include "features/vocabulary.h"

namespace ingot {

/// Where a model writes the tokens of a piece.
struct TokenSink {
  std::vector<TokenId>& ids;
  /// Of each token, where it ends in its piece, in bytes; null: nobody asks.
  std::vector<std::uint32_t>* ends = nullptr;
  /// Of a long text; null where `ends` is asked. A model may use it for what is slow.
  PieceCache* cache = nullptr;

  void add(TokenId id, std::size_t end) const {
    ids.push_back(id);
    if (ends) ends->push_back(static_cast<std::uint32_t>(end));
  }
  /// Adds what the piece became before; false where that is not known.
  [[nodiscard]] bool add_known(std::string_view piece) const {
    if (!cache) return false;
    const std::span<const TokenId> known = cache->find(piece);
    ids.insert(ids.end(), known.begin(), known.end());
    return !known.empty();
  }
  /// Notes that a piece became the tokens from place `first` on.
  void remember(std::string_view piece, std::size_t first) const {
    if (cache) cache->put(piece, std::span(ids).subspan(first));
  }
};

/// A model with its values. A piece's tokens depend on that piece alone.
class TokenizerModel {
 public:
  virtual ~TokenizerModel() = default;
  /// Appends the tokens of a piece that is not empty.
  virtual void encode(std::string_view piece, const TokenSink& out) const = 0;
  /// The texts of the tokens as a tokenizer.json writes them.
  [[nodiscard]] virtual const Vocabulary& vocabulary() const = 0;
  /// "model" in a tokenizer.json.
  [[nodiscard]] virtual nlohmann::json to_json() const = 0;
  /// What a piece becomes that no token fits; kNoToken where each has one or is left out.
  [[nodiscard]] virtual TokenId unknown() const { return kNoToken; }
};

/// What a model is made of beside its own values.
struct ModelContext {
  bool is_byte_level = false;  ///< tokens are written in GPT-2's alphabet of bytes
};

struct WordCounts;

/// How a vocabulary is learned.
struct VocabularyOptions {
  std::int64_t size = 32000;              ///< tokens at most, special ones included
  std::int64_t least_count = 2;           ///< of what becomes a token
  std::int64_t most_characters = 16;      ///< of a token of Unigram's
  std::vector<std::string> special = {};  ///< the first tokens
  int num_threads = 1;
};

struct TokenizerDef {
  std::string name;  ///< "bpe"
  std::string type;  ///< of "model" in a tokenizer.json: "BPE"
  std::string doc;   ///< how it cuts and how it learns, then "Source: ..."
  /// From "model". errors: bad_tokenizer
  std::unique_ptr<TokenizerModel> (*load)(const nlohmann::json& values,
                                          const ModelContext& context) = nullptr;
  /// "model" from the pieces of the training texts. Equal counts give equal values whatever the
  /// number of threads. errors: bad_option
  nlohmann::json (*train)(const WordCounts& words, const VocabularyOptions& options) = nullptr;
  /// The rest of a tokenizer.json for a model that is trained here.
  nlohmann::json (*parts)() = nullptr;
};

/// All tokenisers in the order of their names; generated from src/features/tokenizers.
[[nodiscard]] const std::vector<TokenizerDef>& tokenizer_registry();
/// errors    unknown_tokenizer, with a near name
[[nodiscard]] const TokenizerDef& find_tokenizer(std::string_view name);

}  // namespace ingot
