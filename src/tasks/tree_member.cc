#include "tasks/tree_member.h"

#include "tasks/training_settings.h"

namespace ingot {
namespace {

TreeBatch rows_of(const Tensor& features, const std::vector<double>& targets,
                  const std::vector<float>& weights, const TableTarget& target) {
  Tensor labels(f32, {static_cast<std::int64_t>(targets.size())});
  std::ranges::transform(targets, labels.mutable_data<float>().begin(), [&](double y) {
    return static_cast<float>(target.is_number() ? (y - target.centre) / target.spread : y);
  });
  TreeBatch batch{features, std::move(labels), {}};
  if (!weights.empty()) batch.weights = Tensor::from(weights, {std::ssize(weights)});
  return batch;
}

// Numbers alone rise: not the sign that one is missing.
std::vector<int> directions_of(const TableGoal& goal, const FeatureView& view) {
  std::vector<int> directions;
  if (goal.monotone.empty()) return directions;
  for (const std::string& feature : view.features) {
    const auto found = goal.monotone.find(feature);
    directions.push_back(found == goal.monotone.end() ? 0 : found->second);
  }
  for (const auto& [column, direction] : goal.monotone)
    if (std::ranges::find(view.features, column) == view.features.end())
      throw Error("wrong_usage", text("\"{}\" is no number that the trees read",
                                      "“{}”不是树模型读取的数值", column))
          .expected(text("columns of numbers or dates", "数值列或日期列"))
          .where(text("--monotone, command line", "--monotone, 命令行"));
  return directions;
}

}  // namespace

TrainedTrees train_trees(const TreesWanted& wanted, const TableTarget& target,
                         const TableGoal& goal, const FeatureView& view, const LearningRows& rows) {
  TreeOptions options{.objective = goal.objective(target.num_classes()),
                      .num_classes = target.num_classes(),
                      .quantile = goal.quantile,
                      .num_rounds = 3000,
                      .patience = 50,
                      .seed = static_cast<std::uint64_t>(wanted.seed),
                      .num_threads = wanted.num_threads};
  options.monotone = directions_of(goal, view);
  if (wanted.deadline) options.deadline = wanted.deadline->time();
  for (const auto& [key, value] : wanted.settings) {
    if (key == "rounds")
      options.num_rounds = std::get<std::int64_t>(parse_option(key, value, std::int64_t{0}));
    else if (key == "patience")
      options.patience = std::get<std::int64_t>(parse_option(key, value, std::int64_t{0}));
    else
      options.parameters[key] = value;
  }
  if (wanted.progress)
    options.on_round = [&](const TreeRound& r) {
      wanted.progress->at(
          {.stage = text("trees", "树"),
           .done = r.round,
           .total = r.num_rounds,
           .unit = text("rounds", "轮"),
           .figures = r.valid_loss ? text("valid loss {:.4f}", "验证损失 {:.4f}", *r.valid_loss)
                                   : Text()});
      return true;
    };
  // Without early stopping there is nothing to hold out.
  const bool ends_early = options.patience > 0;
  const bool all = !ends_early && wanted.learns_from_valid;
  std::vector<double> targets = rows.train_targets;
  std::vector<float> weights = rows.train_weights;
  if (all) {
    targets.insert(targets.end(), rows.valid_targets.begin(), rows.valid_targets.end());
    weights.insert(weights.end(), rows.valid_weights.begin(), rows.valid_weights.end());
  }
  const Tensor features = all ? concatenated_rows(std::array{rows.train, rows.valid}) : rows.train;
  TreeRowsInMemory train(rows_of(EncodedTable::of_view(features, view), targets, weights, target));
  TreeRowsInMemory valid(rows_of(EncodedTable::of_view(rows.valid, view), rows.valid_targets,
                                 rows.valid_weights, target));
  if (ends_early) options.valid = &valid;
  const auto trees = std::make_shared<const BoostedTrees>(train_boosted_trees(train, options));
  if (wanted.progress)
    wanted.progress->note(text("trees: {} rounds", "树: {} 轮", trees->num_rounds));
  return {
      {.name = kBoostedTrees,
       .view = view.name,
       .graph = [trees](std::int64_t rows_of_batch) { return tree_graph(*trees, rows_of_batch); }},
      !ends_early ? trees->num_rounds : static_cast<std::int64_t>(trees->valid_losses.size())};
}

}  // namespace ingot
