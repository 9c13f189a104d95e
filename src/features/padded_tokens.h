// Tokens as networks of padded rows take them: 0 is the padding.
#pragma once

#include "features/tokenizer.h"

namespace ingot {

/// How the numbers of a tokeniser's tokens become those of a padded row.
struct PaddedTokens {
  std::int64_t shift = 0;  ///< is added to each, so that none is 0
  std::int64_t mask = 0;   ///< stands for a token that is hidden
  std::int64_t count = 0;  ///< one more than the highest number
};
[[nodiscard]] PaddedTokens padded_tokens(const Tokenizer& tokenizer);

}  // namespace ingot
