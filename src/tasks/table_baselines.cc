#include "tasks/table_baselines.h"

#include <cmath>

#include "nn/model_def.h"
#include "tasks/table_training.h"
#include "tasks/table_views.h"
#include "tasks/threshold_choice.h"
#include "tasks/tree_member.h"

namespace ingot {
TableMember linear_baseline(const BuildRequest& request, const char* model,
                            const TableTarget& target, const TableGoal& goal,
                            const FeatureView& view, const LearningRows& rows) {
  // So many updates are enough for a convex loss.
  constexpr EpochRange kEpochs{.updates = 2000, .fewest = 2, .most = 100};
  constexpr std::int64_t kBatch = 128;
  BuildRequest linear;
  linear.model = model;
  const bool of_texts = find_model(model).rows == ModelRows::bags;
  linear.settings = {{"learning_rate", of_texts ? "0.02" : "0.005"},
                     {"weight_decay", "0.001"},
                     {"optimizer", "adamw"},
                     {"schedule", "cosine"}};
  linear.batch = kBatch;
  linear.epochs = epochs_for(kEpochs, rows.train.size(), kBatch);
  linear.seed = request.seed;
  linear.threads = request.threads;
  TableTraining training(linear, target, goal, view, rows);
  training.trainer().run({});
  return training.member();
}

TableMember trees_baseline(const BuildRequest& request, const TableTarget& target, TableGoal goal,
                           const FeatureView& view, const LearningRows& rows) {
  const TreesWanted wanted{
      .settings = {{"rounds", "100"}, {"patience", "0"}},
      .seed = request.seed,
      .num_threads = request.threads,
      .learns_from_valid = !wants_threshold(request) && !target.is_label_sets(),
      .memory_limit = request.memory_limit};
  goal.monotone.clear();
  return train_trees(wanted, target, goal, view, rows).member;
}

std::vector<TableBaseline> table_baselines(const BuildRequest& request, const TableParts& parts,
                                           const EncodedTable& features) {
  const auto answers = [&](const TableMember& member, const EncodedRows& rows) {
    return answers_of(member, features.pipeline, parts.target, rows, request.threads);
  };
  const auto baseline = [&](const char* name, const Text& label, const TableMember& member) {
    return TableBaseline{name, label, answers(member, features.test),
                         answers(member, features.valid)};
  };
  const LearningRows rows = learning_rows(features, parts);
  const char* model = parts.texts_alone ? "text-linear" : "linear";
  const TableMember linear = linear_baseline(request, model, parts.target, parts.goal,
                                             features.pipeline.view(view_of(model, false)), rows);
  if (parts.texts_alone)
    return {baseline("linear", text("a linear model on the words", "词的线性模型"), linear)};
  return {baseline("linear", text("a linear model on the columns", "列的线性模型"), linear),
          baseline("xgboost", text("XGBoost with its defaults", "默认设置的 XGBoost"),
                   trees_baseline(request, parts.target, parts.goal,
                                  features.pipeline.view(kTreesView), rows))};
}

}  // namespace ingot
