#include "tasks/table_baselines.h"

#include <cmath>

#include "tasks/table_training.h"
#include "tasks/table_views.h"
#include "tasks/threshold_choice.h"
#include "tasks/tree_member.h"

namespace ingot {
namespace {

TableMember linear_model(const BuildRequest& request, const TableParts& parts,
                         const EncodedTable& features) {
  // So many updates are enough for a convex loss.
  constexpr double kUpdates = 2000;
  constexpr std::int64_t kBatch = 128;
  BuildRequest linear;
  linear.model = parts.texts_alone ? "text-linear" : "linear";
  linear.settings = {{"learning_rate", parts.texts_alone ? "0.02" : "0.005"},
                     {"weight_decay", "0.001"},
                     {"optimizer", "adamw"},
                     {"schedule", "cosine"}};
  linear.batch = kBatch;
  linear.epochs = std::clamp<std::int64_t>(
      std::llround(kUpdates * kBatch / static_cast<double>(parts.train.size())), 2, 100);
  linear.seed = request.seed;
  linear.threads = request.threads;
  TableTraining training(linear, parts.target, parts.goal,
                         features.pipeline.view(view_of(linear.model)),
                         learning_rows(features, parts));
  training.trainer().run({});
  return training.member();
}

// From all rows that the product learns from; where a threshold is chosen on the validation rows,
// from the others.
TableMember default_trees(const BuildRequest& request, const TableParts& parts,
                          const EncodedTable& features) {
  const TreesWanted wanted{.settings = {{"rounds", "100"}, {"patience", "0"}},
                           .seed = request.seed,
                           .num_threads = request.threads,
                           .learns_from_valid = !wants_threshold(request)};
  TableGoal goal = parts.goal;
  goal.monotone.clear();
  return train_trees(wanted, parts.target, goal, features.pipeline.view(kTreesView),
                     learning_rows(features, parts))
      .member;
}

}  // namespace

std::vector<TableBaseline> table_baselines(const BuildRequest& request, const TableParts& parts,
                                           const EncodedTable& features) {
  const auto answers = [&](const TableMember& member, const Tensor& rows) {
    return answers_of(member, features.pipeline, parts.target, rows, request.threads);
  };
  const auto baseline = [&](const char* name, const Text& label, const TableMember& member) {
    return TableBaseline{name, label, answers(member, features.test),
                         answers(member, features.valid)};
  };
  const TableMember linear = linear_model(request, parts, features);
  if (parts.texts_alone)
    return {baseline("linear", text("a linear model on the words", "词的线性模型"), linear)};
  return {baseline("linear", text("a linear model on the columns", "列的线性模型"), linear),
          baseline("xgboost", text("XGBoost with its defaults", "默认设置的 XGBoost"),
                   default_trees(request, parts, features))};
}

}  // namespace ingot
