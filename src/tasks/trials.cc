#include "tasks/trials.h"

#include <algorithm>

#include "evaluate/metric_def.h"
#include "ingot/data.h"
#include "train/row_source.h"

namespace ingot {
namespace {

constexpr std::int64_t kCurveParts[] = {8, 4, 2};
constexpr std::int64_t kCurveRepeats = 2;

}  // namespace

FoldFigures judge_folds(const std::vector<Fold>& folds, std::int64_t num_folds,
                        const std::filesystem::path& folder, Progress& progress,
                        const AskFold& ask) {
  std::string metric;
  std::vector<double> values;
  for (std::size_t f = 0; f < folds.size(); ++f) {
    const Predictions said = ask(folds[f], folder / fmt::format("fold-{}", f + 1));
    metric = said.is_classes() ? "accuracy" : "rmse";
    values.push_back(*compute_metric(metric, said));
    const MetricDef& shown = find_metric(metric);
    progress.note({fmt::format("fold {} of {}: {} {:.5g}", f + 1, folds.size(), shown.label.en,
                               values.back()),
                   fmt::format("第 {} 折, 共 {} 折: {} {:.5g}", f + 1, folds.size(), shown.label.zh,
                               values.back())});
  }
  FoldFigures figures{metric, combine_folds(values, 1.0 / static_cast<double>(num_folds - 1))};
  const MetricDef& bounds = find_metric(metric);
  figures.values.low = std::max(figures.values.low, bounds.lowest);
  figures.values.high = std::min(figures.values.high, bounds.highest);
  progress.note(describe(figures));
  return figures;
}

LearningCurve judge_parts(const PartsOfRows& parts, const std::filesystem::path& folder,
                          Progress& progress, const AskPart& ask) {
  const std::string metric = parts.numbers ? "r2" : "accuracy";
  std::vector<LearningPoint> points{{parts.rows, parts.full_error}};
  const std::vector<std::int64_t> all = all_rows(parts.rows);
  for (const std::int64_t part : kCurveParts)
    for (std::int64_t repeat = 0; repeat < kCurveRepeats; ++repeat) {
      std::vector<std::int64_t> rows = shuffled(all, parts.seed, repeat);
      rows.resize(rows.size() / static_cast<std::size_t>(part));
      std::ranges::sort(rows);
      const Predictions said = ask(rows, folder / fmt::format("part-{}-{}", part, repeat + 1));
      points.push_back({static_cast<std::int64_t>(rows.size()), 1 - *compute_metric(metric, said)});
      progress.note(text("with {} rows: error {:.4f}", "{} 行: 误差 {:.4f}", rows.size(),
                         points.back().error));
    }
  return fit_learning_curve(points,
                            {.metric = metric, .seed = static_cast<std::uint64_t>(parts.seed)});
}

double trainings_of_parts() {
  double trainings = 0;
  for (const std::int64_t part : kCurveParts)
    trainings += static_cast<double>(kCurveRepeats) / static_cast<double>(part);
  return trainings;
}

double trial_trainings(const BuildRequest& request) {
  double trainings = 0;
  if (request.folds > 0) trainings += static_cast<double>((request.folds - 1) * request.repeats);
  if (request.learning_curve) trainings += trainings_of_parts();
  return trainings;
}

}  // namespace ingot
