#include "evaluate/class_counts.h"
#include "evaluate/metric_def.h"

namespace ingot {
namespace {

std::optional<double> compute(const ScoredRows& rows, RowCounts counts) {
  return count_classes(rows, counts)[1].precision();
}

}  // namespace

MetricDef define_precision() {
  return {
      .name = "precision",
      .label = text("Precision", "精确率"),
      .explanation = text("Of the rows called positive, the share that truly are.",
                          "被判为正类的行中，判断正确的比例。"),
      .explanation_of_tags = text("Of the entities that are called, the share that is right.",
                                  "给出的实体中，完全正确的比例。"),
      .source = "van Rijsbergen 1979, ch. 7",
      .direction = Direction::higher_is_better,
      .applies_to = AppliesTo::two_classes,
      .place = 6,
      .compute = compute,
  };
}

}  // namespace ingot
