#include "base/utf8.h"
#include "features/token_trie.h"
#include "features/tokenizer_error.h"
#include "features/tokenizers/trainers.h"

namespace ingot {
namespace {

using nlohmann::json;

class WordPiece final : public TokenizerModel {
 public:
  WordPiece(const std::vector<std::string>& tokens, std::string unknown, std::string prefix,
            std::size_t most_characters)
      : vocabulary_(tokens),
        unknown_text_(std::move(unknown)),
        prefix_(std::move(prefix)),
        most_characters_(most_characters),
        unknown_(vocabulary_.find(unknown_text_)) {
    std::vector<std::pair<std::string_view, TokenId>> first, further;
    for (TokenId id = 0; id < vocabulary_.size(); ++id) {
      const std::string_view token = vocabulary_[id];
      first.emplace_back(token, id);
      if (token.starts_with(prefix_)) further.emplace_back(token.substr(prefix_.size()), id);
    }
    first_ = TokenTrie(std::move(first));
    further_ = TokenTrie(std::move(further));
  }

  void encode(std::string_view piece, const TokenSink& out) const override {
    const std::size_t known = out.ids.size();
    bool fits = piece.size() <= most_characters_ || num_characters(piece) <= most_characters_;
    const TokenTrie* trie = &first_;
    for (std::size_t at = 0; fits && at < piece.size(); trie = &further_) {
      const TokenTrie::Match match = trie->longest(piece.substr(at));
      at += match.size_bytes;
      fits = match.id != kNoToken;
      if (fits) out.add(match.id, at);
    }
    if (fits) return;
    // A word with a part that no token fits is unknown as a whole.
    if (out.ends) out.ends->resize(out.ends->size() - (out.ids.size() - known));
    out.ids.resize(known);
    if (unknown_ != kNoToken) out.add(unknown_, piece.size());
  }
  [[nodiscard]] const Vocabulary& vocabulary() const override { return vocabulary_; }
  [[nodiscard]] TokenId unknown() const override { return unknown_; }
  [[nodiscard]] json to_json() const override {
    return {{"type", "WordPiece"},
            {"unk_token", unknown_text_},
            {"continuing_subword_prefix", prefix_},
            {"max_input_chars_per_word", most_characters_},
            {"vocab", vocabulary_.to_json()}};
  }

 private:
  static std::size_t num_characters(std::string_view piece) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < piece.size(); ++count) at += character_at(piece, at).size_bytes;
    return count;
  }

  Vocabulary vocabulary_;
  std::string unknown_text_, prefix_;
  std::size_t most_characters_;
  TokenId unknown_;
  TokenTrie first_, further_;  ///< at a word's beginning, and after it
};

std::unique_ptr<TokenizerModel> load_wordpiece(const json& values, const ModelContext&) {
  constexpr std::int64_t kUsualMost = 100, kMost = 1 << 30;
  return std::make_unique<WordPiece>(
      Vocabulary::tokens_from_json(value_or_null(values, "vocab")),
      text_value(values, "unk_token", "[UNK]"),
      text_value(values, "continuing_subword_prefix", "##"),
      static_cast<std::size_t>(
          number_value(values, "max_input_chars_per_word", kMost).value_or(kUsualMost)));
}

json wordpiece_parts() {
  const auto special = [](const char* token, int type) {
    return json{{"SpecialToken", {{"id", token}, {"type_id", type}}}};
  };
  const auto sequence = [](const char* which, int type) {
    return json{{"Sequence", {{"id", which}, {"type_id", type}}}};
  };
  return {{"normalizer", {{"type", "BertNormalizer"}, {"lowercase", true}}},
          {"pre_tokenizer", {{"type", "BertPreTokenizer"}}},
          {"post_processor",
           {{"type", "TemplateProcessing"},
            {"single", {special("[CLS]", 0), sequence("A", 0), special("[SEP]", 0)}},
            {"pair",
             {special("[CLS]", 0), sequence("A", 0), special("[SEP]", 0), sequence("B", 1),
              special("[SEP]", 1)}}}},
          {"decoder", {{"type", "WordPiece"}, {"prefix", "##"}, {"cleanup", true}}},
          {"special", {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}}};
}

}  // namespace

TokenizerDef define_wordpiece_tokenizer() {
  return {
      .name = "wordpiece",
      .type = "WordPiece",
      .doc =
          "From a word's beginning the longest token that fits, again and again; tokens within\n"
          "a word begin with ##. A word that tokens do not fill is [UNK]. Pairs are learned by\n"
          "how much they raise the likelihood of the texts.\n"
          "Source: Schuster and Nakajima 2012; Devlin et al. 2018.",
      .load = load_wordpiece,
      .train = train_wordpiece,
      .parts = wordpiece_parts};
}

}  // namespace ingot
