#include "evaluate/averages.h"
#include "evaluate/metric_def.h"

namespace ingot {
namespace {

std::optional<double> compute(const ScoredRows& rows, RowCounts counts) {
  return mean_over_rows(rows, counts, [&](std::size_t row) { return rows.is_right(row); });
}

}  // namespace

MetricDef define_accuracy() {
  return {
      .name = "accuracy",
      .label = text("Accuracy", "准确率"),
      .explanation =
          text("Share of rows whose class is called correctly.", "类别判断正确的行所占比例。"),
      .explanation_of_sets = text("Share of rows of which exactly the right labels are called.",
                                  "标签完全判断正确的行所占比例。"),
      .explanation_of_tags =
          text("Share of tokens whose tag is right.", "标签判断正确的词元所占比例。"),
      .direction = Direction::higher_is_better,
      .applies_to = AppliesTo::classes,
      .is_share_of_rows = true,
      .place = 1,
      .compute = compute,
  };
}

}  // namespace ingot
