// How well a language model tells what comes next.
#pragma once

#include "ingot/evaluate.h"
#include "runtime/inference.h"
#include "tasks/language_texts.h"

namespace ingot {

/// Every token but the first, from at most `context` before it in its window: perplexity, bits per
/// byte of the text, log loss (nats a token) and accuracy. Intervals from windows drawn with
/// replacement.
///
/// model   i64 (rows, context) to probabilities (rows, context, tokens)
/// source  Shannon 1951 (bits); Jelinek et al. 1977 (perplexity)
[[nodiscard]] Evaluation evaluate_language(Inference& model, const LanguagePart& part,
                                           std::int64_t context, std::uint64_t seed);

/// Beside it counts of what followed the last four tokens, in the last million training tokens.
void add_ngram_baseline(Evaluation& evaluation, const LanguagePart& train, const LanguagePart& part,
                        std::int32_t vocabulary);

}  // namespace ingot
