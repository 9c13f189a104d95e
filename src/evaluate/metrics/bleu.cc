#include "evaluate/metric_def.h"

namespace ingot {

// Computed by evaluate_translation, which has the texts.
MetricDef define_bleu() {
  return {
      .name = "bleu",
      .label = text("BLEU", "BLEU"),
      .explanation = text("How many runs of one to four words of the translations stand in those "
                          "that people wrote, 0 to 100.",
                          "译文中一至四个词的片段有多少出现在人工译文中，0 到 100。"),
      .source = "Papineni et al. 2002; words and smoothing: Post 2018 (sacreBLEU, 13a)",
      .direction = Direction::higher_is_better,
      .applies_to = AppliesTo::running_text,
      .highest = 100,
      .unit = MetricUnit::plain,
      .place = 1,
  };
}

}  // namespace ingot
