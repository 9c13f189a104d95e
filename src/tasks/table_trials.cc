#include "tasks/table_trials.h"

#include <cmath>

#include "tasks/table_ensemble.h"
#include "tasks/table_features.h"
#include "tasks/table_findings.h"
#include "tasks/tree_member.h"
#include "tasks/trials.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

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
  const EncodedTable encoded = make_features(parts, planned, request).encoded;
  BarAlone bar(progress);
  const TableEnsemble ensemble = train_members(request, parts, encoded, planned, {}, folder, bar);
  const Tensor mean =
      answers_of(ensemble.members, encoded.pipeline, parts.target, encoded.test, request.threads);
  CallRule calls;
  if (parts.target.is_label_sets() || wants_threshold(request))
    calls = choose_calls(request, held_out_predictions(ensemble, parts.target));
  return predictions_of(mean, parts.test, parts.target, calls);
}

std::vector<Fold> outer_folds(const BuildRequest& request, const TableParts& parts) {
  std::vector<std::int64_t> groups = parts.groups;
  if (!groups.empty()) groups.resize(static_cast<std::size_t>(parts.train.size()));
  return folds_of_rows(parts.train.targets, groups, parts.target,
                       {.folds = static_cast<int>(request.folds),
                        .repeats = static_cast<int>(request.repeats),
                        .seed = request.seed});
}

}  // namespace

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

void require_folds(const BuildRequest& request, const TableParts& parts) {
  if (request.folds > 0) static_cast<void>(outer_folds(request, parts));
}

FoldFigures cross_validate(const BuildRequest& request, const TableParts& parts,
                           const fs::path& folder, Progress& progress) {
  return judge_folds(outer_folds(request, parts), request.folds, folder, progress,
                     [&](const Fold& fold, const fs::path& own) {
                       return train_and_ask(request, parts, fold.train,
                                            part_of(parts.train, fold.held_out), own, progress);
                     });
}

LearningCurve learning_curve_of(const BuildRequest& request, const TableParts& parts,
                                double full_error, const fs::path& folder, Progress& progress) {
  return judge_parts({parts.train.size(), parts.target.is_number(), full_error, request.seed},
                     folder, progress,
                     [&](const std::vector<std::int64_t>& rows, const fs::path& own) {
                       return train_and_ask(request, parts, rows, parts.test, own, progress);
                     });
}

}  // namespace ingot
