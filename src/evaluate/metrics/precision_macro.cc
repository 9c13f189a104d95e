#include "evaluate/class_counts.h"
#include "evaluate/metric_def.h"

namespace ingot {
namespace {

std::optional<double> compute(const ScoredRows& rows, RowCounts counts) {
  return macro_mean(rows, counts, &ClassCounts::precision);
}

}  // namespace

MetricDef define_precision_macro() {
  return {
      .name = "precision_macro",
      .label = text("Precision (macro)", "宏平均精确率"),
      .explanation =
          text("Precision of each class, averaged: rare classes count as much as frequent ones.",
               "各类别精确率的平均，少见的类别与常见的同样重要。"),
      .explanation_of_sets = text("Of the rows that a label is called for, the share that have it; "
                                  "the mean over the labels.",
                                  "被判为有某标签的行中确实有该标签的比例；对标签取平均。"),
      .source = "van Rijsbergen 1979, ch. 7",
      .direction = Direction::higher_is_better,
      .applies_to = AppliesTo::classes,
      .place = 9,
      .compute = compute,
  };
}

}  // namespace ingot
