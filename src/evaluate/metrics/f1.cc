#include "evaluate/class_counts.h"
#include "evaluate/metric_def.h"

namespace ingot {
namespace {

std::optional<double> compute(const ScoredRows& rows, RowCounts counts) {
  return count_classes(rows, counts)[1].f1();
}

}  // namespace

MetricDef define_f1() {
  return {
      .name = "f1",
      .label = text("F1", "F1"),
      .explanation = text(
          "Harmonic mean of precision and recall of the positive class: high only when both are.",
          "正类的精确率与召回率的调和平均，两者都高时才高。"),
      .explanation_of_tags = text(
          "Harmonic mean of precision and recall of whole entities: right are those whose kind and "
          "both borders are.",
          "整个实体的精确率与召回率的调和平均：类别与两端边界都正确才算对。"),
      .source = "van Rijsbergen 1979, ch. 7; of entities: Tjong Kim Sang and De Meulder 2003",
      .direction = Direction::higher_is_better,
      .applies_to = AppliesTo::two_classes,
      .place = 5,
      .compute = compute,
  };
}

}  // namespace ingot
