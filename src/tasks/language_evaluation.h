// How well a language model tells the tokens of a text.
#pragma once

#include "ingot/evaluate.h"
#include "runtime/inference.h"
#include "tasks/language_rows.h"

namespace ingot {

/// Of a running text every token but the first, from at most `context` before it in its window; of
/// lines the hidden tokens. Perplexity, log loss (nats a token), accuracy, and of a running text
/// bits per byte. Intervals from rows drawn with replacement.
///
/// model   i64 (rows, context) to probabilities (rows, context, tokens)
/// source  Shannon 1951 (bits); Jelinek et al. 1977 (perplexity)
[[nodiscard]] Evaluation evaluate_language(Inference& model, const LanguagePart& part,
                                           const LanguageRows& how, std::uint64_t seed);

/// Beside it, of a running text, counts of what followed the last four tokens, in the last million
/// training tokens; of lines, how often each token is hidden in them.
void add_counting_baseline(Evaluation& evaluation, const LanguagePart& train,
                           const LanguagePart& part, const LanguageRows& how,
                           std::int64_t vocabulary);

}  // namespace ingot
