// How the tokenisers learn their vocabularies.
#pragma once

#include "features/tokenizer_model.h"

namespace ingot {

/// Pairs that are most frequent become tokens, over the bytes of the words.
///
/// returns   "model" of a tokenizer.json, of type BPE
/// errors    bad_option: fewer tokens than bytes and special ones
/// cost      O(symbols of different words * log), 8 bytes for each of them and for each pair
/// source    Sennrich, Haddow and Birch 2016, algorithm 1, with counts kept up to date
[[nodiscard]] nlohmann::json train_bpe(const WordCounts& words, const VocabularyOptions& options);

/// Pairs that raise the likelihood of the texts under a unigram model of tokens most.
///
/// returns   "model" of a tokenizer.json, of type WordPiece
/// source    Schuster and Nakajima 2012, 3
[[nodiscard]] nlohmann::json train_wordpiece(const WordCounts& words,
                                             const VocabularyOptions& options);

/// Frequent strings, weighted by expectation maximisation, without those that matter least.
///
/// returns   "model" of a tokenizer.json, of type Unigram
/// source    Kudo 2018, 3.2
[[nodiscard]] nlohmann::json train_unigram(const WordCounts& words,
                                           const VocabularyOptions& options);

/// The most frequent words, or characters of words.
///
/// returns   tokens, the special ones first; of equally frequent ones those of lower bytes first
[[nodiscard]] std::vector<std::string> most_frequent(const WordCounts& words,
                                                     const VocabularyOptions& options);
[[nodiscard]] std::vector<std::string> most_frequent_characters(const WordCounts& words,
                                                                const VocabularyOptions& options);

}  // namespace ingot
