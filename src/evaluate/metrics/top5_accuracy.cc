#include "evaluate/averages.h"
#include "evaluate/metric_def.h"

namespace ingot {
namespace {

std::optional<double> compute(const ScoredRows& rows, RowCounts counts) {
  constexpr std::size_t kTop = 5;
  return mean_over_rows(rows, counts,
                        [&](std::size_t row) { return rows.num_before_label(row) < kTop; });
}

}  // namespace

MetricDef define_top5_accuracy() {
  return {
      .name = "top5_accuracy",
      .label = text("Top-5 accuracy", "前五准确率"),
      .explanation = text("Share of rows whose class is among the five most probable.",
                          "真实类别在概率最高的五个之中的行所占比例。"),
      .source = "Russakovsky et al. 2015",
      .direction = Direction::higher_is_better,
      .applies_to = AppliesTo::classes,
      .min_classes = 6,
      .is_share_of_rows = true,
      .place = 2,
      .compute = compute,
  };
}

}  // namespace ingot
