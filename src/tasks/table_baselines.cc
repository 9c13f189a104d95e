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
  linear.model = "mlp";
  linear.settings = {{"hidden", ""},
                     {"learning_rate", "0.005"},
                     {"weight_decay", "0.001"},
                     {"optimizer", "adamw"},
                     {"schedule", "cosine"}};
  linear.batch = kBatch;
  linear.epochs = std::clamp<std::int64_t>(
      std::llround(kUpdates * kBatch / static_cast<double>(parts.train.size())), 2, 100);
  linear.seed = request.seed;
  linear.threads = request.threads;
  TableTraining training(linear, parts.target, features.pipeline.view(kNetworkView),
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
  return train_trees(wanted, parts.target, features.pipeline.view(kTreesView),
                     learning_rows(features, parts))
      .member;
}

}  // namespace

std::vector<TableBaseline> table_baselines(const BuildRequest& request, const TableParts& parts,
                                           const EncodedTable& features) {
  const auto answers = [&](const TableMember& member, const Tensor& rows) {
    return answers_of(member, features.pipeline, parts.target, rows, request.threads);
  };
  const TableMember linear = linear_model(request, parts, features);
  const TableMember trees = default_trees(request, parts, features);
  return {{"linear", text("a linear model on the columns", "列的线性模型"),
           answers(linear, features.test), answers(linear, features.valid)},
          {"xgboost", text("XGBoost with its defaults", "默认设置的 XGBoost"),
           answers(trees, features.test), answers(trees, features.valid)}};
}

}  // namespace ingot
