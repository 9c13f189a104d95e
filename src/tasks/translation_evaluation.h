// Figures of a model that translates.
#pragma once

#include "evaluate/findings.h"
#include "generate/translator.h"
#include "ingot/evaluate.h"
#include "runtime/inference.h"
#include "tasks/translation_texts.h"

namespace ingot {

/// Tells how far it is, and what was cut. `progress` may be null.
[[nodiscard]] std::vector<Translation> translate_all(Translator& translator,
                                                     const std::vector<std::string>& sources,
                                                     Progress* progress);

struct TranslationFigures {
  Evaluation evaluation;  ///< bleu, perplexity, log_loss, accuracy of tokens, with intervals
  std::vector<Translation> written;
  std::optional<RowGroups> by_length;  ///< BLEU of short and long sources; none where all are alike
};

/// Translates all sources, and tells each token of the targets from those before it.
///
/// progress  may be null
[[nodiscard]] TranslationFigures evaluate_translation(Inference& model, Translator& translator,
                                                      const TextPairs& texts, std::uint64_t seed,
                                                      Progress* progress);

/// The source as it is, and the one translated word for word.
void add_translation_baselines(Evaluation& evaluation, const TextPairs& train,
                               const TextPairs& test);

/// The best, a middling and the worst translations, by the BLEU of each.
[[nodiscard]] std::vector<GeneratedText> translation_examples(
    const TextPairs& texts, const std::vector<Translation>& written);

}  // namespace ingot
