#include "tasks/table_baselines.h"

#include <cmath>

#include "tasks/table_training.h"
#include "tasks/table_views.h"

namespace ingot {

std::vector<TableBaseline> table_baselines(const BuildRequest& request, const TableParts& parts,
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
  return {{"linear", text("a linear model on the columns", "列的线性模型"),
           answers_of(training.member(), features.pipeline, parts.target, features.test,
                      request.threads)}};
}

}  // namespace ingot
