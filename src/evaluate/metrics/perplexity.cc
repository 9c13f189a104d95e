#include <limits>

#include "evaluate/metric_def.h"

namespace ingot {

// Computed by evaluate_language, which has the probabilities of a text's tokens.
MetricDef define_perplexity() {
  return {
      .name = "perplexity",
      .label = text("Perplexity", "困惑度"),
      .explanation = text("Between how many equally likely tokens the model hesitates on average.",
                          "模型平均相当于在多少个等可能的词元之间犹豫。"),
      .source = "Jelinek et al. 1977",
      .direction = Direction::lower_is_better,
      .applies_to = AppliesTo::running_text,
      .highest = std::numeric_limits<double>::infinity(),
      .unit = MetricUnit::plain,
      .place = 1,
  };
}

}  // namespace ingot
