// Tokenisers that learn from texts.
#pragma once

#include "features/tokenizer.h"
#include "features/word_counts.h"

namespace ingot {

struct TokenizerTraining {
  std::string tokenizer = "bpe";      ///< by its name in the registry
  VocabularyOptions vocabulary = {};  ///< no special tokens: the usual ones of the tokeniser
  /// "normalizer", "pre_tokenizer" ... of a tokenizer.json that replace the usual ones.
  nlohmann::json parts = nlohmann::json::object();
};

/// texts     as UTF-8; each is cut by itself
/// errors    unknown_tokenizer, bad_option, no_rows: no text has a piece
/// cost      docs/tokenizers.md
[[nodiscard]] Tokenizer train_tokenizer(const ForEachText& texts,
                                        const TokenizerTraining& training = {});

}  // namespace ingot
