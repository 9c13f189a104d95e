#include "evaluate/metric_def.h"
#include "evaluate/ranking.h"

namespace ingot {
namespace {

std::optional<double> compute(const ScoredRows& rows, RowCounts counts) {
  return one_against_rest(rows, counts, area_under_roc);
}

}  // namespace

MetricDef define_roc_auc() {
  return {
      .name = "roc_auc",
      .label = text("ROC AUC", "ROC 曲线下面积"),
      .explanation = text(
          "Chance that a row of a class is ranked above a row of another; 50 % is a coin toss.",
          "某类的一行排在他类一行之前的概率；50 % 等于抛硬币。"),
      .explanation_of_sets = text("For each label, how often a row with it gets a higher "
                                  "probability than one without; the mean over the labels.",
                                  "对每个标签，有该标签的行得到更高概率的频率；对标签取平均。"),
      .source = "Hanley and McNeil 1982",
      .direction = Direction::higher_is_better,
      .applies_to = AppliesTo::classes,
      .ranking = Ranking::with,
      .place = 3,
      .compute = compute,
  };
}

}  // namespace ingot
