#include "features/tokenizers/merge_corpus.h"

namespace ingot {

MergeCorpus::PairIndex MergeCorpus::index_of(TokenId left, TokenId right) {
  const std::uint64_t key =
      std::uint64_t{static_cast<std::uint32_t>(left)} << 32 | static_cast<std::uint32_t>(right);
  const auto [found, is_new] = index_.emplace(key, static_cast<PairIndex>(pairs_.size()));
  if (is_new) {
    pairs_.push_back({left, right});
    words_of_pair_.emplace_back();
    grown_at_.push_back(0);
  }
  return found->second;
}

void MergeCorpus::count_symbol(TokenId symbol, std::int64_t change) {
  const auto i = static_cast<std::size_t>(symbol);
  if (i >= symbol_counts_.size()) symbol_counts_.resize(i + 1);
  symbol_counts_[i] += change;
}

void MergeCorpus::count_pair(TokenId left, TokenId right, std::uint32_t word, std::int64_t change) {
  const PairIndex pair = index_of(left, right);
  pairs_[pair].count += change;
  if (change < 0) return;
  std::vector<std::uint32_t>& words = words_of_pair_[pair];
  if (words.empty() || words.back() != word) words.push_back(word);
  if (grown_at_[pair] != num_joins_) {
    grown_at_[pair] = num_joins_;
    grown_.push_back(pair);
  }
}

void MergeCorpus::add_word(std::span<const TokenId> symbols, std::int64_t count) {
  const auto word = static_cast<std::uint32_t>(words_.size());
  words_.push_back({symbols_.size(), static_cast<std::uint32_t>(symbols.size()), 0, count});
  symbols_.insert(symbols_.end(), symbols.begin(), symbols.end());
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    count_symbol(symbols[i], count);
    if (i > 0) count_pair(symbols[i - 1], symbols[i], word, count);
  }
}

std::span<const MergeCorpus::PairIndex> MergeCorpus::join(PairIndex pair, TokenId becomes) {
  ++num_joins_;
  grown_.clear();
  const auto [left, right, count] = pairs_[pair];
  // Words may be there twice, and may have lost the pair to another.
  const std::vector<std::uint32_t> words = std::move(words_of_pair_[pair]);
  words_of_pair_[pair] = {};
  for (const std::uint32_t word : words) {
    if (words_[word].last_join == num_joins_) continue;
    words_[word].last_join = num_joins_;
    join_in(word, left, right, becomes);
  }
  pairs_[pair].count = 0;
  return grown_;
}

void MergeCorpus::join_in(std::uint32_t word, TokenId left, TokenId right, TokenId becomes) {
  Word& w = words_[word];
  TokenId* const s = symbols_.data() + w.begin;
  std::uint32_t size = 0;
  for (std::uint32_t i = 0; i < w.size; ++i, ++size) {
    if (i + 1 == w.size || s[i] != left || s[i + 1] != right) {
      s[size] = s[i];
      continue;
    }
    if (size > 0) {
      count_pair(s[size - 1], left, word, -w.count);
      count_pair(s[size - 1], becomes, word, w.count);
    }
    if (i + 2 < w.size) {
      count_pair(right, s[i + 2], word, -w.count);
      count_pair(becomes, s[i + 2], word, w.count);
    }
    count_symbol(left, -w.count);
    count_symbol(right, -w.count);
    count_symbol(becomes, w.count);
    s[size] = becomes;
    ++i;
  }
  w.size = size;
}

}  // namespace ingot
