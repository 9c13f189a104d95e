// Tokenisers that learn from texts.
#pragma once

#include "features/tokenizer.h"
#include "features/word_counts.h"

namespace ingot {

struct TokenizerTraining {
  std::string tokenizer = "bpe";      ///< by its name in the registry
  VocabularyOptions vocabulary = {};  ///< no special tokens: the usual ones of the tokeniser
  /// As named_normalizer takes it; empty: the tokeniser's usual one.
  std::string normalizer = {};
};

/// texts     as UTF-8; each is cut by itself
/// errors    unknown_tokenizer, bad_option, no_rows: no text has a piece
/// cost      docs/tokenizers.md
[[nodiscard]] Tokenizer train_tokenizer(const ForEachText& texts,
                                        const TokenizerTraining& training = {});

}  // namespace ingot
