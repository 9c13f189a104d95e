#include <array>
#include <limits>
#include <memory_resource>
#include <set>

#include "base/utf8.h"
#include "features/token_trie.h"
#include "features/tokenizer_error.h"
#include "features/tokenizers/trainers.h"

namespace ingot {
namespace {

using nlohmann::json;

class Unigram final : public TokenizerModel {
 public:
  Unigram(const std::vector<std::string>& tokens, std::vector<double> scores, TokenId unknown,
          bool falls_back_to_bytes)
      : vocabulary_(tokens), scores_(std::move(scores)), unknown_(unknown) {
    // How much less likely an unknown character is than any token. source: SentencePiece
    constexpr double kUnknownPenalty = 10;
    falls_back_to_bytes_ = falls_back_to_bytes;
    // A byte's token stands for a byte, never for the text that is its name.
    std::set<TokenId> not_texts{unknown_};
    for (std::size_t byte = 0; byte < byte_tokens_.size(); ++byte) {
      byte_tokens_[byte] = vocabulary_.find(fmt::format("<0x{:02X}>", byte));
      falls_back_to_bytes_ = falls_back_to_bytes_ && byte_tokens_[byte] != kNoToken;
      if (falls_back_to_bytes) not_texts.insert(byte_tokens_[byte]);
    }
    double lowest = 0;
    std::vector<std::pair<std::string_view, TokenId>> found;
    for (TokenId id = 0; id < vocabulary_.size(); ++id) {
      lowest = std::min(lowest, score(id));
      if (!not_texts.contains(id)) found.emplace_back(vocabulary_[id], id);
    }
    unknown_score_ = lowest - kUnknownPenalty;
    trie_ = TokenTrie(std::move(found));
    find_whole_tokens();
  }

  void encode(std::string_view piece, const TokenSink& out) const override {
    const TokenId whole = vocabulary_.find(piece);
    if (whole != kNoToken && is_whole_[static_cast<std::size_t>(whole)] != 0)
      return out.add(whole, piece.size());
    if (out.add_known(piece)) return;
    const std::size_t first = out.ids.size();
    add_likeliest(piece, out);
    out.remember(piece, first);
  }
  [[nodiscard]] const Vocabulary& vocabulary() const override { return vocabulary_; }
  [[nodiscard]] TokenId unknown() const override { return unknown_; }
  [[nodiscard]] json to_json() const override {
    json vocab = json::array();
    for (TokenId id = 0; id < vocabulary_.size(); ++id)
      vocab.push_back({vocabulary_[id], score(id)});
    return {{"type", "Unigram"},
            {"unk_id", unknown_ == kNoToken ? json() : json(unknown_)},
            {"byte_fallback", falls_back_to_bytes_},
            {"vocab", std::move(vocab)}};
  }

 private:
  [[nodiscard]] double score(TokenId id) const { return scores_[static_cast<std::size_t>(id)]; }

  void find_whole_tokens() {
    is_whole_.assign(static_cast<std::size_t>(vocabulary_.size()), 0);
    std::vector<TokenId> ids;
    for (TokenId id = 0; id < vocabulary_.size(); ++id) {
      const std::string_view text = vocabulary_[id];
      if (text.empty()) continue;
      ids.clear();
      add_likeliest(text, {ids});
      is_whole_[static_cast<std::size_t>(id)] = ids.size() == 1 && ids[0] == id;
    }
  }

  // The likeliest sequence of tokens; of equally likely ones that whose last token begins first.
  // source    Kudo 2018, 3.2: Viterbi
  void add_likeliest(std::string_view piece, const TokenSink& out) const {
    struct Best {
      double score = -std::numeric_limits<double>::infinity();
      std::uint32_t begin = 0;
      TokenId id = kNoToken;
    };
    // Nearly all pieces are words: no memory is asked for them.
    constexpr std::size_t kUsualBytes = 4096;
    std::array<std::byte, kUsualBytes> usual;
    std::pmr::monotonic_buffer_resource memory(usual.data(), usual.size());
    std::pmr::vector<Best> best(piece.size() + 1, &memory);
    best[0].score = 0;
    for (std::size_t at = 0; at < piece.size();) {
      const std::size_t next = at + character_at(piece, at).size_bytes;
      const auto offer = [&, here = best[at].score](std::size_t end, TokenId id, double gain) {
        if (here + gain > best[end].score)
          best[end] = {here + gain, static_cast<std::uint32_t>(at), id};
      };
      bool has_single = false;
      TokenTrie::Node node = TokenTrie::kRoot;
      for (std::size_t i = at; i < piece.size(); ++i) {
        node = trie_.child(node, piece[i]);
        if (node == TokenTrie::kNone) break;
        const TokenId id = trie_.token(node);
        if (id == kNoToken) continue;
        offer(i + 1, id, score(id));
        has_single = has_single || i + 1 == next;
      }
      if (!has_single) offer(next, kNoToken, unknown_score_);
      at = next;
    }
    // Begin and end, the last first.
    std::pmr::vector<std::pair<std::uint32_t, std::uint32_t>> path(&memory);
    for (auto end = static_cast<std::uint32_t>(piece.size()); end > 0; end = best[end].begin)
      path.emplace_back(best[end].begin, end);
    for (auto step = path.rbegin(); step != path.rend(); ++step) {
      const TokenId id = best[step->second].id;
      if (id != kNoToken)
        out.add(id, step->second);
      else
        step = add_unknown(piece, step, path.rend(), best, out);
    }
  }

  // Unknown characters side by side are one token, or as many as they have bytes.
  template <class Step, class Steps>
  Step add_unknown(std::string_view piece, Step step, Step last, const Steps& best,
                   const TokenSink& out) const {
    const std::uint32_t begin = step->first;
    while (step + 1 != last && best[(step + 1)->second].id == kNoToken) ++step;
    const std::uint32_t end = step->second;
    if (falls_back_to_bytes_) {
      for (std::uint32_t i = begin; i < end; ++i)
        out.add(byte_tokens_[static_cast<unsigned char>(piece[i])], i + 1);
    } else if (unknown_ != kNoToken) {
      out.add(unknown_, end);
    }
    return step;
  }

  Vocabulary vocabulary_;
  std::vector<double> scores_;
  TokenId unknown_;
  double unknown_score_ = 0;
  TokenTrie trie_;
  std::vector<std::uint8_t> is_whole_;  ///< the token's text becomes just this token
  bool falls_back_to_bytes_ = false;
  std::array<TokenId, 256> byte_tokens_{};
};

std::unique_ptr<TokenizerModel> load_unigram(const json& values, const ModelContext&) {
  const json& vocab = value_or_null(values, "vocab");
  if (!vocab.is_array()) throw bad_tokenizer(text("its vocabulary is none", "词表无效"));
  std::vector<std::string> tokens;
  std::vector<double> scores;
  for (const json& entry : vocab) {
    if (!entry.is_array() || entry.size() != 2 || !entry[0].is_string() || !entry[1].is_number())
      throw bad_tokenizer(
          text("token {} is not a text and a number", "标记 {} 不是文本与数字", tokens.size()));
    tokens.push_back(entry[0].get<std::string>());
    scores.push_back(entry[1].get<double>());
  }
  const auto unknown = number_value(values, "unk_id", static_cast<std::int64_t>(tokens.size()) - 1);
  return std::make_unique<Unigram>(tokens, std::move(scores),
                                   static_cast<TokenId>(unknown.value_or(kNoToken)),
                                   flag_value(values, "byte_fallback", false));
}

json unigram_parts() {
  const json metaspace{
      {"type", "Metaspace"}, {"replacement", "\u2581"}, {"prepend_scheme", "always"}};
  return {{"normalizer", {{"type", "NFKC"}}},
          {"pre_tokenizer", metaspace},
          {"decoder",
           {{"type", "Sequence"},
            {"decoders", {{{"type", "ByteFallback"}}, {{"type", "Fuse"}}, metaspace}}}},
          {"special", {"<unk>", "<s>", "</s>", "<pad>"}}};
}

}  // namespace

TokenizerDef define_unigram_tokenizer() {
  return {
      .name = "unigram",
      .type = "Unigram",
      .doc =
          "The likeliest sequence of tokens, each with a probability of its own. Probabilities\n"
          "are learned by expectation maximisation from frequent strings, of which those that\n"
          "matter least are left out until the vocabulary has its size. Characters without a\n"
          "token become bytes.\n"
          "Source: Kudo 2018, subword regularization.",
      .load = load_unigram,
      .train = train_unigram,
      .parts = unigram_parts};
}

}  // namespace ingot
