// Figures of a product that tags, on sentences whose tags are known.
#pragma once

#include "evaluate/tag_evaluation.h"
#include "predict/tagger.h"

namespace ingot {

/// What the product says beside what is true. Tags of the sentences that the product does not know
/// stand behind its own: they are never called.
[[nodiscard]] TagAnswers tag_answers(Tagger& tagger, const std::vector<TaggedSentence>& sentences);

/// Each word's most frequent tag among the training sentences, of other words the most frequent one
/// of all; of equally frequent ones the first.
[[nodiscard]] BaselineFigures word_baseline(const TagAnswers& answers,
                                            const std::vector<TaggedSentence>& train,
                                            const std::vector<TaggedSentence>& sentences);

/// The tags that were called, each with probability 1, for figures of tokens.
[[nodiscard]] Predictions called_tags(const TagAnswers& answers);

/// The sentence around a token, which stands in brackets. `tokens` are those of all sentences.
[[nodiscard]] std::string text_around(const TagAnswers& answers,
                                      const std::vector<std::string>& tokens, std::int64_t token);

}  // namespace ingot
