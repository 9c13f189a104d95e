#include "tasks/table_trials.h"

#include <cmath>

#include "evaluate/metric_def.h"
#include "tasks/table_ensemble.h"
#include "tasks/table_findings.h"
#include "tasks/table_views.h"
#include "tasks/tree_member.h"
#include "train/row_source.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kCurveParts[] = {8, 4, 2};
constexpr std::int64_t kCurveRepeats = 2;

// Shows how far a training is; what it would tell of itself is that of the product's once more.
class BarAlone final : public Progress {
 public:
  explicit BarAlone(Progress& shown) : shown_(shown) {}
  void at(const ProgressPoint& point) override { shown_.at(point); }
  void note(const Text&) override {}

 private:
  Progress& shown_;
};

std::vector<std::int64_t> groups_of(const TableParts& parts,
                                    const std::vector<std::int64_t>& train) {
  std::vector<std::int64_t> groups;
  if (parts.groups.empty()) return groups;
  for (const std::int64_t row : train)
    groups.push_back(parts.groups[static_cast<std::size_t>(row)]);
  groups.insert(groups.end(), parts.groups.begin() + parts.train.size(), parts.groups.end());
  return groups;
}

// What a product that was trained on the rows `train` of the training part says of `asked`.
Predictions train_and_ask(const BuildRequest& request, const TableParts& all,
                          const std::vector<std::int64_t>& train, TablePart asked,
                          const fs::path& folder, Progress& progress) {
  TableParts parts;
  parts.name = all.name;
  parts.target = all.target;
  parts.split = all.split;
  parts.goal = all.goal;
  parts.texts = all.texts;
  parts.texts_alone = all.texts_alone;
  parts.token_options = all.token_options;
  parts.left_out = all.left_out;
  parts.groups = groups_of(all, train);
  parts.train = part_of(all.train, train);
  parts.valid = all.valid;
  parts.test = std::move(asked);
  profile_training_rows(parts, request.threads);
  const std::vector<PlannedMember> planned = plan_members(request, parts);
  const EncodedTable encoded =
      encode(parts, choose_views(parts.profile, parts.target, view_options(parts, planned)).views,
             request.threads);
  BarAlone bar(progress);
  const TableEnsemble ensemble = train_members(request, parts, encoded, planned, {}, folder, bar);
  const Tensor mean =
      answers_of(ensemble.members, encoded.pipeline, parts.target, encoded.test, request.threads);
  return predictions_of(mean, parts.test, parts.target);
}

}  // namespace

double trial_trainings(const BuildRequest& request) {
  double trainings = 0;
  if (request.folds > 0) trainings += static_cast<double>((request.folds - 1) * request.repeats);
  if (request.learning_curve)
    for (const std::int64_t part : kCurveParts)
      trainings += static_cast<double>(kCurveRepeats) / static_cast<double>(part);
  return trainings;
}

BuildRequest trial_request(BuildRequest request, const std::vector<MemberPlan>& members) {
  request.members = members;
  request.time_seconds = 0;
  for (MemberPlan& plan : request.members) {
    if (plan.ends.empty()) continue;
    const std::int64_t most = std::ranges::max(std::exchange(plan.ends, {}));
    if (plan.model == kBoostedTrees)
      plan.settings["rounds"] = fmt::format("{}", most);
    else
      plan.epochs = most;
  }
  return request;
}

FoldFigures cross_validate(const BuildRequest& request, const TableParts& parts,
                           const fs::path& folder, Progress& progress) {
  const std::string metric = parts.target.is_number() ? "rmse" : "accuracy";
  std::vector<std::int64_t> groups = parts.groups;
  if (!groups.empty()) groups.resize(static_cast<std::size_t>(parts.train.size()));
  const std::vector<Fold> folds = folds_of_rows(parts.train.targets, groups, parts.target,
                                                {.folds = static_cast<int>(request.folds),
                                                 .repeats = static_cast<int>(request.repeats),
                                                 .seed = request.seed});
  std::vector<double> values;
  for (std::size_t f = 0; f < folds.size(); ++f) {
    const Predictions said =
        train_and_ask(request, parts, folds[f].train, part_of(parts.train, folds[f].held_out),
                      folder / fmt::format("fold-{}", f + 1), progress);
    values.push_back(*compute_metric(metric, said));
    const MetricDef& shown = find_metric(metric);
    progress.note({fmt::format("fold {} of {}: {} {:.5g}", f + 1, folds.size(), shown.label.en,
                               values.back()),
                   fmt::format("第 {} 折, 共 {} 折: {} {:.5g}", f + 1, folds.size(), shown.label.zh,
                               values.back())});
  }
  return {metric, combine_folds(values, 1.0 / static_cast<double>(request.folds - 1))};
}

LearningCurve learning_curve_of(const BuildRequest& request, const TableParts& parts,
                                double full_error, const fs::path& folder, Progress& progress) {
  const std::string metric = parts.target.is_number() ? "r2" : "accuracy";
  std::vector<LearningPoint> points{{parts.train.size(), full_error}};
  const std::vector<std::int64_t> all = all_rows(parts.train.size());
  for (const std::int64_t part : kCurveParts)
    for (std::int64_t repeat = 0; repeat < kCurveRepeats; ++repeat) {
      std::vector<std::int64_t> rows = shuffled(all, request.seed, repeat);
      rows.resize(rows.size() / static_cast<std::size_t>(part));
      std::ranges::sort(rows);
      const Predictions said =
          train_and_ask(request, parts, rows, parts.test,
                        folder / fmt::format("part-{}-{}", part, repeat + 1), progress);
      points.push_back({static_cast<std::int64_t>(rows.size()), 1 - *compute_metric(metric, said)});
      progress.note(text("with {} rows: error {:.4f}", "{} 行: 误差 {:.4f}", rows.size(),
                         points.back().error));
    }
  return fit_learning_curve(points,
                            {.metric = metric, .seed = static_cast<std::uint64_t>(request.seed)});
}

}  // namespace ingot
