#include <queue>

#include "features/byte_alphabet.h"
#include "features/tokenizers/merge_corpus.h"
#include "features/tokenizers/trainers.h"
#include "features/word_counts.h"

namespace ingot {
namespace {

constexpr std::size_t kAllBytes = 256;

// The greatest comes first: the most frequent, then that of the lower numbers.
struct PairCandidate {
  std::int64_t count;
  TokenId left, right;
  MergeCorpus::PairIndex pair;

  bool operator<(const PairCandidate& other) const {
    if (count != other.count) return count < other.count;
    return std::tie(left, right) > std::tie(other.left, other.right);
  }
};

class BpeTrainer {
 public:
  BpeTrainer(const WordCounts& words, const VocabularyOptions& options) : options_(options) {
    if (options.size < static_cast<std::int64_t>(options.special.size() + kAllBytes))
      throw Error("bad_option", text("a vocabulary of {}", "大小为 {} 的词表", options.size))
          .expected(text("at least {}: the bytes and {} special tokens",
                         "至少 {}: 所有字节与 {} 个特殊标记", options.special.size() + kAllBytes,
                         options.special.size()));
    for (const std::string& special : options.special) add_token(special);
    const TokenId first = static_cast<TokenId>(tokens_.size());
    for (std::size_t byte = 0; byte < kAllBytes; ++byte)
      add_token(in_byte_alphabet(std::string(1, static_cast<char>(byte))));
    std::vector<TokenId> symbols;
    for (const auto& [word, count] : words.words) {
      symbols.clear();
      for (const char c : word) symbols.push_back(first + static_cast<unsigned char>(c));
      corpus_.add_word(symbols, count);
    }
  }

  void learn() {
    std::priority_queue<PairCandidate> candidates;
    const auto offer = [&](MergeCorpus::PairIndex pair) {
      const SymbolPair& p = corpus_.pairs()[pair];
      if (p.count >= std::max<std::int64_t>(options_.least_count, 1))
        candidates.push({p.count, p.left, p.right, pair});
    };
    for (MergeCorpus::PairIndex p = 0; p < corpus_.pairs().size(); ++p) offer(p);
    while (static_cast<std::int64_t>(tokens_.size()) < options_.size && !candidates.empty()) {
      const PairCandidate best = candidates.top();
      candidates.pop();
      const std::int64_t count = corpus_.pairs()[best.pair].count;
      if (count != best.count) {
        if (count < best.count) offer(best.pair);  // a greater one is waiting elsewhere
        continue;
      }
      const TokenId becomes = add_token(tokens_[static_cast<std::size_t>(best.left)] +
                                        tokens_[static_cast<std::size_t>(best.right)]);
      merges_.push_back({tokens_[static_cast<std::size_t>(best.left)],
                         tokens_[static_cast<std::size_t>(best.right)]});
      for (const MergeCorpus::PairIndex pair : corpus_.join(best.pair, becomes)) offer(pair);
    }
  }

  [[nodiscard]] nlohmann::json model() && {
    return {
        {"type", "BPE"}, {"vocab", Vocabulary(tokens_).to_json()}, {"merges", std::move(merges_)}};
  }

 private:
  // The token of this text, which several pairs may become.
  TokenId add_token(const std::string& token) {
    const auto [found, is_new] = ids_.emplace(token, static_cast<TokenId>(tokens_.size()));
    if (is_new) tokens_.push_back(token);
    return found->second;
  }

  const VocabularyOptions& options_;
  std::vector<std::string> tokens_;
  std::unordered_map<std::string, TokenId> ids_;
  nlohmann::json merges_ = nlohmann::json::array();
  MergeCorpus corpus_;
};

}  // namespace

nlohmann::json train_bpe(const WordCounts& words, const VocabularyOptions& options) {
  BpeTrainer trainer(words, options);
  trainer.learn();
  return std::move(trainer).model();
}

}  // namespace ingot
