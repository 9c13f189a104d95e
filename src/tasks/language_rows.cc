#include "tasks/language_rows.h"

#include "train/answer_rows.h"
#include "train/masked_rows.h"
#include "train/token_windows.h"

namespace ingot {

std::unique_ptr<RowSource> language_rows(const LanguagePart& part, const LanguageRows& how) {
  if (how.form == TextForm::running)
    return std::make_unique<TokenWindows>(part.tokens, how.context, how.seed);
  if (how.form == TextForm::answers)
    return std::make_unique<AnswerRows>(AnsweredTexts{part.tokens, part.starts, part.answers},
                                        how.context);
  const PaddedTokens& padded = how.padded;
  return std::make_unique<MaskedRows>(
      MaskedTexts{part.tokens, part.starts, padded.shift, padded.mask, padded.count},
      how.lengths.empty() ? RowLengths{how.context} : RowLengths(how.lengths), how.seed);
}

}  // namespace ingot
