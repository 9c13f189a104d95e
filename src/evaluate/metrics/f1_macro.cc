#include "evaluate/class_counts.h"
#include "evaluate/metric_def.h"

namespace ingot {
namespace {

std::optional<double> compute(const ScoredRows& rows, RowCounts counts) {
  return macro_mean(rows, counts, &ClassCounts::f1);
}

}  // namespace

MetricDef define_f1_macro() {
  return {
      .name = "f1_macro",
      .label = text("F1 (macro)", "宏平均 F1"),
      .explanation =
          text("F1 of each class, averaged: rare classes count as much as frequent ones.",
               "各类别 F1 的平均，少见的类别与常见的同样重要。"),
      .explanation_of_sets =
          text("F1 of each label, averaged: rare labels count as much as frequent ones.",
               "各标签 F1 的平均，少见的标签与常见的同样重要。"),
      .explanation_of_tags =
          text("F1 of each tag, averaged: rare tags count as much as frequent ones.",
               "各标签 F1 的平均，少见的标签与常见的同样重要。"),
      .source = "van Rijsbergen 1979, ch. 7",
      .direction = Direction::higher_is_better,
      .applies_to = AppliesTo::classes,
      .place = 8,
      .compute = compute,
  };
}

}  // namespace ingot
