#include <algorithm>
#include <cmath>
#include <set>

#include "base/utf8.h"
#include "features/tokenizers/merge_corpus.h"
#include "features/tokenizers/trainers.h"
#include "features/word_counts.h"

namespace ingot {
namespace {

constexpr std::string_view kWithin = "##";  // begins the tokens within a word
// Pairs are chosen in rounds, this share of the tokens that are still missing at a time, so that
// gains need not be found again after each.
constexpr std::int64_t kRoundShare = 20;

class WordPieceTrainer {
 public:
  WordPieceTrainer(const WordCounts& words, const VocabularyOptions& options) : options_(options) {
    // Characters in the order of their counts; those beyond half of the vocabulary stay unknown.
    VocabularyOptions characters = options;
    characters.size = (options.size + static_cast<std::int64_t>(options.special.size()) + 1) / 2;
    for (const std::string& token : most_frequent_characters(words, characters)) {
      if (tokens_.size() >= options.special.size()) known_.insert(token);
      add_token(token);
    }
    std::vector<TokenId> symbols;
    for (const auto& [word, count] : words.words)
      if (symbols_of(word, symbols)) corpus_.add_word(symbols, count);
  }

  void learn() {
    while (static_cast<std::int64_t>(tokens_.size()) < options_.size)
      if (!learn_round()) break;
  }

  [[nodiscard]] nlohmann::json model() const {
    return {{"type", "WordPiece"},
            {"unk_token", "[UNK]"},
            {"continuing_subword_prefix", kWithin},
            {"max_input_chars_per_word", 100},
            {"vocab", Vocabulary(tokens_).to_json()}};
  }

 private:
  struct Gain {
    double bits;
    TokenId left, right;
    MergeCorpus::PairIndex pair;
  };

  TokenId add_token(const std::string& token) {
    const auto [found, is_new] = ids_.emplace(token, static_cast<TokenId>(tokens_.size()));
    if (is_new) tokens_.push_back(token);
    return found->second;
  }

  bool symbols_of(std::string_view word, std::vector<TokenId>& symbols) {
    symbols.clear();
    for (std::size_t at = 0; at < word.size();) {
      const std::size_t size = character_at(word, at).size_bytes;
      const std::string character(word.substr(at, size));
      if (!known_.contains(character)) return false;
      symbols.push_back(add_token(at == 0 ? character : std::string(kWithin) + character));
      at += size;
    }
    return true;
  }

  // Log-likelihood under a unigram model rises by count * log(count * all / (left * right)).
  [[nodiscard]] std::vector<Gain> gains() const {
    std::int64_t all = 0;
    for (TokenId id = 0; id < static_cast<TokenId>(tokens_.size()); ++id)
      all += corpus_.count_of(id);
    std::vector<Gain> gains;
    const auto pairs = corpus_.pairs();
    for (MergeCorpus::PairIndex i = 0; i < pairs.size(); ++i) {
      const auto [left, right, count] = pairs[i];
      if (count < std::max<std::int64_t>(options_.least_count, 1)) continue;
      const auto n = static_cast<double>(count);
      const double expected = static_cast<double>(corpus_.count_of(left)) *
                              static_cast<double>(corpus_.count_of(right)) /
                              static_cast<double>(all);
      gains.push_back({n * std::log2(n / expected), left, right, i});
    }
    return gains;
  }

  bool learn_round() {
    std::vector<Gain> best = gains();
    const std::int64_t missing = options_.size - static_cast<std::int64_t>(tokens_.size());
    const auto wanted = static_cast<std::size_t>(missing / kRoundShare + 1);
    const std::size_t looked_at = std::min(best.size(), wanted * 4);
    std::ranges::partial_sort(best, best.begin() + static_cast<std::ptrdiff_t>(looked_at),
                              [](const Gain& a, const Gain& b) {
                                return a.bits != b.bits
                                           ? a.bits > b.bits
                                           : std::tie(a.left, a.right) < std::tie(b.left, b.right);
                              });
    // A pair whose symbols another one has just taken must wait for its new counts.
    std::set<TokenId> touched;
    std::size_t learned = 0;
    for (std::size_t i = 0; i < looked_at && learned < wanted; ++i) {
      const Gain& gain = best[i];
      if (gain.bits <= 0) break;
      if (touched.contains(gain.left) || touched.contains(gain.right)) continue;
      touched.insert(gain.left);
      touched.insert(gain.right);
      const std::string& right = tokens_[static_cast<std::size_t>(gain.right)];
      const TokenId becomes =
          add_token(tokens_[static_cast<std::size_t>(gain.left)] + right.substr(kWithin.size()));
      corpus_.join(gain.pair, becomes);
      ++learned;
    }
    return learned > 0;
  }

  const VocabularyOptions& options_;
  std::vector<std::string> tokens_;
  std::unordered_map<std::string, TokenId> ids_;
  std::set<std::string> known_;
  MergeCorpus corpus_;
};

}  // namespace

nlohmann::json train_wordpiece(const WordCounts& words, const VocabularyOptions& options) {
  WordPieceTrainer trainer(words, options);
  trainer.learn();
  return trainer.model();
}

}  // namespace ingot
