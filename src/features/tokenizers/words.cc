#include "features/tokenizer_error.h"
#include "features/tokenizers/trainers.h"

namespace ingot {
namespace {

using nlohmann::json;

class Words final : public TokenizerModel {
 public:
  Words(const std::vector<std::string>& tokens, const std::string& unknown)
      : vocabulary_(tokens), unknown_(vocabulary_.find(unknown)) {}

  void encode(std::string_view piece, const TokenSink& out) const override {
    const TokenId found = vocabulary_.find(piece);
    const TokenId id = found == kNoToken ? unknown_ : found;
    if (id != kNoToken) out.add(id, piece.size());
  }
  [[nodiscard]] const Vocabulary& vocabulary() const override { return vocabulary_; }
  [[nodiscard]] TokenId unknown() const override { return unknown_; }
  [[nodiscard]] json to_json() const override {
    return {{"type", "WordLevel"},
            {"unk_token", unknown_ == kNoToken ? json() : json(vocabulary_[unknown_])},
            {"vocab", vocabulary_.to_json()}};
  }

 private:
  Vocabulary vocabulary_;
  TokenId unknown_;
};

std::unique_ptr<TokenizerModel> load_words(const json& values, const ModelContext&) {
  return std::make_unique<Words>(Vocabulary::tokens_from_json(value_or_null(values, "vocab")),
                                 text_value(values, "unk_token", ""));
}

json train_words(const WordCounts& words, const VocabularyOptions& options) {
  return {{"type", "WordLevel"},
          {"unk_token", "<unk>"},
          {"vocab", Vocabulary(most_frequent(words, options)).to_json()}};
}

json words_parts() {
  return {{"normalizer",
           {{"type", "Sequence"}, {"normalizers", {{{"type", "NFKC"}}, {{"type", "Lowercase"}}}}}},
          {"pre_tokenizer", {{"type", "Words"}}},
          {"decoder", {{"type", "Words"}}},
          {"special", {"<pad>", "<unk>", "<bos>", "<eos>"}}};
}

}  // namespace

TokenizerDef define_words_tokenizer() {
  return {.name = "words",
          .type = "WordLevel",
          .doc =
              "Each word, number and sign is a token; rare ones are <unk>. Borders are those of\n"
              "Unicode, and of ICU's dictionaries where texts have no blanks, as in Chinese.\n"
              "Source: Unicode Standard Annex 29.",
          .load = load_words,
          .train = train_words,
          .parts = words_parts};
}

}  // namespace ingot
