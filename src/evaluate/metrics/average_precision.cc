#include "evaluate/metric_def.h"
#include "evaluate/ranking.h"

namespace ingot {
namespace {

std::optional<double> compute(const ScoredRows& rows, RowCounts counts) {
  return one_against_rest(rows, counts, average_precision_of);
}

}  // namespace

MetricDef define_average_precision() {
  return {
      .name = "average_precision",
      .label = text("Average precision", "平均精确率"),
      .explanation =
          text("Precision averaged over all thresholds: how pure the top of the ranking is.",
               "在所有阈值上平均的精确率，说明排名靠前的部分有多纯。"),
      .explanation_of_sets =
          text("For each label, precision averaged over all thresholds; the mean over the labels.",
               "对每个标签，在所有阈值上平均的精确率；再对标签取平均。"),
      .source = "Manning, Raghavan and Schuetze 2008, ch. 8.4",
      .direction = Direction::higher_is_better,
      .applies_to = AppliesTo::classes,
      .ranking = Ranking::with,
      .place = 4,
      .compute = compute,
  };
}

}  // namespace ingot
