#include "features/padded_tokens.h"

namespace ingot {

PaddedTokens padded_tokens(const Tokenizer& tokenizer) {
  const SpecialTokens& special = tokenizer.special();
  PaddedTokens padded;
  padded.shift = special.pad == 0 ? 0 : 1;
  padded.count = tokenizer.vocabulary_size() + padded.shift;
  padded.mask = special.mask ? *special.mask + padded.shift : padded.count++;
  return padded;
}

}  // namespace ingot
