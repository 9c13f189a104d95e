#include "evaluate/class_counts.h"
#include "evaluate/metric_def.h"

namespace ingot {
namespace {

std::optional<double> compute(const ScoredRows& rows, RowCounts counts) {
  return count_classes(rows, counts)[1].recall();
}

}  // namespace

MetricDef define_recall() {
  return {
      .name = "recall",
      .label = text("Recall", "召回率"),
      .explanation = text("Of the rows that are positive, the share that is found.",
                          "真正属于正类的行中，被找出的比例。"),
      .explanation_of_tags = text("Of the entities that there are, the share that is found.",
                                  "实际存在的实体中，被正确找出的比例。"),
      .source = "van Rijsbergen 1979, ch. 7",
      .direction = Direction::higher_is_better,
      .applies_to = AppliesTo::two_classes,
      .place = 7,
      .compute = compute,
  };
}

}  // namespace ingot
