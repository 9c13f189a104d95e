#include <cmath>
#include <limits>

#include "evaluate/averages.h"
#include "evaluate/metric_def.h"

namespace ingot {
namespace {

std::optional<double> compute(const ScoredRows& rows, RowCounts counts) {
  // A probability of 0 would cost infinity for one row.
  constexpr double kLowest = std::numeric_limits<double>::epsilon();
  if (rows.is_label_sets())
    return mean_over_rows(rows, counts, [&](std::size_t row) {
      double sum = 0;
      for (std::size_t c = 0; c < rows.num_classes(); ++c) {
        const double p = rows.probability(row, c);
        sum -= std::log(std::max(rows.has(row, c) ? p : 1 - p, kLowest));
      }
      return sum / static_cast<double>(rows.num_classes());
    });
  return mean_over_rows(rows, counts, [&](std::size_t row) {
    return -std::log(std::max(rows.probability(row, rows.label(row)), kLowest));
  });
}

}  // namespace

MetricDef define_log_loss() {
  return {
      .name = "log_loss",
      .label = text("Log loss", "对数损失"),
      .explanation =
          text("Mean of -log(probability of the true class): confident mistakes cost most.",
               "真实类别概率的负对数的平均；越自信的错误代价越大。"),
      .explanation_of_sets = text(
          "Mean over rows and labels of -log(probability of the truth): confident mistakes cost "
          "most.",
          "对所有行与标签，真实情况概率的负对数的平均；越自信的错误代价越大。"),
      .source = "Good 1952",
      .direction = Direction::lower_is_better,
      .applies_to = AppliesTo::classes,
      .highest = std::numeric_limits<double>::infinity(),
      .unit = MetricUnit::plain,
      .place = 11,
      .compute = compute,
  };
}

}  // namespace ingot
