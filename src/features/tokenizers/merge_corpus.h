// Words as sequences of symbols of which neighbours are joined, with counts of all pairs.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "features/text_hash.h"
#include "features/vocabulary.h"

namespace ingot {

/// A pair of neighbours and how often it occurs, at all places of all words: "aaa" has "a a" twice.
struct SymbolPair {
  TokenId left, right;
  std::int64_t count = 0;
};

class MergeCorpus {
 public:
  using PairIndex = std::uint32_t;

  /// The symbols of one more word. Words are to be added in the same order each time.
  void add_word(std::span<const TokenId> symbols, std::int64_t count);

  /// All pairs that ever were; those that are no more have the count 0.
  [[nodiscard]] std::span<const SymbolPair> pairs() const { return pairs_; }
  /// How often a symbol occurs.
  [[nodiscard]] std::int64_t count_of(TokenId symbol) const {
    const auto i = static_cast<std::size_t>(symbol);
    return i < symbol_counts_.size() ? symbol_counts_[i] : 0;
  }

  /// Makes each occurrence of the pair the symbol `becomes`, from left to right in each word.
  /// returns   the pairs that now occur more often, as long as nothing else is called
  /// cost      O(symbols of the words that have the pair)
  std::span<const PairIndex> join(PairIndex pair, TokenId becomes);

 private:
  struct Word {
    std::uint64_t begin;
    std::uint32_t size, last_join;
    std::int64_t count;
  };
  struct KeyHash {
    std::size_t operator()(std::uint64_t key) const { return hash_number(key); }
  };
  PairIndex index_of(TokenId left, TokenId right);
  void count_pair(TokenId left, TokenId right, std::uint32_t word, std::int64_t change);
  void count_symbol(TokenId symbol, std::int64_t change);
  void join_in(std::uint32_t word, TokenId left, TokenId right, TokenId becomes);

  std::vector<TokenId> symbols_;
  std::vector<Word> words_;
  std::vector<SymbolPair> pairs_;
  std::vector<std::vector<std::uint32_t>> words_of_pair_;
  std::vector<std::int64_t> symbol_counts_;
  std::unordered_map<std::uint64_t, PairIndex, KeyHash> index_;
  std::vector<PairIndex> grown_;
  std::vector<std::uint32_t> grown_at_;  ///< of each pair: the join after which it is in `grown_`
  std::uint32_t num_joins_ = 0;
};

}  // namespace ingot
