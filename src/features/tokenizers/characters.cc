#include "base/utf8.h"
#include "features/tokenizer_error.h"
#include "features/tokenizers/trainers.h"

namespace ingot {
namespace {

using nlohmann::json;

class Characters final : public TokenizerModel {
 public:
  Characters(const std::vector<std::string>& tokens, const std::string& unknown)
      : vocabulary_(tokens), unknown_(vocabulary_.find(unknown)) {}

  void encode(std::string_view piece, const TokenSink& out) const override {
    for (std::size_t at = 0; at < piece.size();) {
      const std::size_t end = at + character_at(piece, at).size_bytes;
      const TokenId found = vocabulary_.find(piece.substr(at, end - at));
      const TokenId id = found == kNoToken ? unknown_ : found;
      if (id != kNoToken) out.add(id, end);
      at = end;
    }
  }
  [[nodiscard]] const Vocabulary& vocabulary() const override { return vocabulary_; }
  [[nodiscard]] TokenId unknown() const override { return unknown_; }
  [[nodiscard]] json to_json() const override {
    return {{"type", "Characters"},
            {"unk_token", unknown_ == kNoToken ? json() : json(vocabulary_[unknown_])},
            {"vocab", vocabulary_.to_json()}};
  }

 private:
  Vocabulary vocabulary_;
  TokenId unknown_;
};

std::unique_ptr<TokenizerModel> load_characters(const json& values, const ModelContext&) {
  return std::make_unique<Characters>(Vocabulary::tokens_from_json(value_or_null(values, "vocab")),
                                      text_value(values, "unk_token", ""));
}

json train_characters(const WordCounts& words, const VocabularyOptions& options) {
  return {{"type", "Characters"},
          {"unk_token", "<unk>"},
          {"vocab", Vocabulary(most_frequent_characters(words, options)).to_json()}};
}

json characters_parts() {
  return {{"normalizer", {{"type", "NFC"}}},
          {"pre_tokenizer", nullptr},
          {"decoder", {{"type", "Fuse"}}},
          {"special", {"<pad>", "<unk>", "<bos>", "<eos>"}}};
}

}  // namespace

TokenizerDef define_characters_tokenizer() {
  return {.name = "characters",
          .type = "Characters",
          .doc = "Each character is a token; rare ones are <unk>. Learns the most frequent ones.",
          .load = load_characters,
          .train = train_characters,
          .parts = characters_parts};
}

}  // namespace ingot
