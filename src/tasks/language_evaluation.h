// How well a language model tells what comes next.
#pragma once

#include "ingot/evaluate.h"
#include "runtime/inference.h"
#include "tasks/language_texts.h"
#include "train/row_source.h"

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

/// Of the tokens that are hidden in the rows: accuracy, log loss and perplexity, with intervals
/// from rows drawn with replacement.
///
/// model   i64 (rows, context) to probabilities (rows, context, tokens)
[[nodiscard]] Evaluation evaluate_masked(Inference& model, const RowSource& rows,
                                         std::uint64_t seed);
/// Beside it how often each token stands in the training rows.
void add_frequency_baseline(Evaluation& evaluation, const RowSource& train, const RowSource& rows,
                            std::int64_t count);

}  // namespace ingot
