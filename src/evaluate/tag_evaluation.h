// How well the tokens of sentences are tagged.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "features/tag_scheme.h"
#include "ingot/evaluate.h"

namespace ingot {

/// What was said of the tokens of sentences whose tags are known.
struct TagAnswers {
  std::vector<std::string> tags;            ///< their names
  TagScheme scheme;                         ///< of these
  std::vector<std::int64_t> starts;         ///< of each sentence's tokens, then their number
  std::vector<std::int32_t> truth, called;  ///< one for each token: indices of tags
  /// Of each token: the probability of the called tag and of the true one; empty: not known.
  std::vector<float> confidence = {}, truth_probability = {};

  [[nodiscard]] std::int64_t num_sentences() const { return std::ssize(starts) - 1; }
  [[nodiscard]] std::int64_t num_tokens() const { return std::ssize(truth); }
};

/// Accuracy of the tokens. Where the tags mark entities: F1, precision and recall of these, an
/// entity being right when its kind and both its borders are; else the mean F1 of the tags.
/// Intervals from sentences drawn with replacement; confusion, figures of each tag, the surest
/// mistakes.
///
/// errors    no_rows
/// source    Tjong Kim Sang and De Meulder 2003, sec. 2 (entities)
[[nodiscard]] Evaluation evaluate_tags(const TagAnswers& answers,
                                       const EvaluateOptions& options = {});

/// The same figures without intervals, as those of a baseline.
[[nodiscard]] std::vector<MetricValue> tag_metrics(const TagAnswers& answers);

}  // namespace ingot
