#include "evaluate/class_counts.h"
#include "evaluate/metric_def.h"

namespace ingot {
namespace {

std::optional<double> compute(const ScoredRows& rows, RowCounts counts) {
  return macro_mean(rows, counts, &ClassCounts::recall);
}

}  // namespace

MetricDef define_recall_macro() {
  return {
      .name = "recall_macro",
      .label = text("Recall (macro)", "宏平均召回率"),
      .explanation =
          text("Recall of each class, averaged: rare classes count as much as frequent ones.",
               "各类别召回率的平均，少见的类别与常见的同样重要。"),
      .explanation_of_sets = text("Of the rows that have a label, the share that it is called for; "
                                  "the mean over the labels.",
                                  "有某标签的行中被判断出的比例；对标签取平均。"),
      .source = "van Rijsbergen 1979, ch. 7",
      .direction = Direction::higher_is_better,
      .applies_to = AppliesTo::classes,
      .place = 10,
      .compute = compute,
  };
}

}  // namespace ingot
