#include "tasks/tree_member.h"

#include "graph/rewrite.h"
#include "tasks/training_settings.h"

namespace ingot {
namespace {

// Encoded rows one part after another: all in one batch where they are in memory, else some at a
// time.
class EncodedTreeRows final : public TreeRows {
 public:
  EncodedTreeRows(const FeatureView& view, const TableTarget& target)
      : view_(view), target_(target) {}

  void add(const EncodedRows& rows, const std::vector<double>& targets,
           const std::vector<float>& weights) {
    parts_.push_back({rows, targets, weights});
    in_one_ = in_one_ && rows.is_in_memory();
  }
  void rewind() override {
    part_ = 0;
    row_ = 0;
  }
  [[nodiscard]] std::optional<TreeBatch> next() override {
    if (part_ == parts_.size()) return std::nullopt;
    if (!in_one_) return next_run();
    std::vector<Tensor> x, labels, weights;
    for (; part_ < parts_.size(); ++part_) {
      TreeBatch batch = batch_of(parts_[part_], 0, parts_[part_].rows.size());
      x.push_back(std::move(batch.x));
      labels.push_back(std::move(batch.labels));
      if (batch.weights.defined()) weights.push_back(std::move(batch.weights));
    }
    if (x.size() == 1) return TreeBatch{x[0], labels[0], weights.empty() ? Tensor() : weights[0]};
    return TreeBatch{concatenated_rows(x), concatenated_rows(labels),
                     weights.empty() ? Tensor() : concatenated_rows(weights)};
  }

 private:
  struct Part {
    EncodedRows rows;
    const std::vector<double>& targets;
    const std::vector<float>& weights;
  };

  [[nodiscard]] TreeBatch next_run() {
    const Part& part = parts_[part_];
    const std::int64_t first = row_, count = std::min(kEncodedRun, part.rows.size() - first);
    row_ += count;
    if (row_ == part.rows.size()) {
      row_ = 0;
      ++part_;
    }
    return batch_of(part, first, count);
  }

  [[nodiscard]] TreeBatch batch_of(const Part& part, std::int64_t first, std::int64_t count) const {
    TreeBatch batch{part.rows.range(first, count, view_), Tensor(f32, {count}), {}};
    std::transform(part.targets.begin() + first, part.targets.begin() + first + count,
                   batch.labels.mutable_data<float>().begin(), [&](double y) {
                     return static_cast<float>(
                         target_.is_number() ? (y - target_.centre) / target_.spread : y);
                   });
    if (part.weights.empty()) return batch;
    batch.weights = Tensor(f32, {count});
    std::copy_n(part.weights.begin() + first, count, batch.weights.mutable_data<float>().begin());
    return batch;
  }

  const FeatureView& view_;
  const TableTarget& target_;
  std::vector<Part> parts_;
  bool in_one_ = true;
  std::size_t part_ = 0;
  std::int64_t row_ = 0;
};

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

// The rows with one of their labels.
std::vector<double> of_label(const std::vector<double>& sets, std::int64_t label,
                             std::int64_t labels) {
  std::vector<double> has;
  for (std::int64_t i = label; i < std::ssize(sets); i += labels)
    has.push_back(sets[static_cast<std::size_t>(i)]);
  return has;
}

// Trees for each label: the probabilities of all side by side.
Graph label_graph(const std::vector<TableMember>& labels, std::int64_t rows) {
  Builder g;
  const Graph first = labels[0].graph(rows);
  const Value input = g.input("input", first.type(first.inputs()[0].value));
  Values probabilities;
  for (const TableMember& label : labels)
    probabilities.push_back(g.slice(add_graph(g, label.graph(rows), std::array{input}, "")[0],
                                    {0, 1}, {rows, 2}, {1, 1}));
  g.output("probabilities", g.concat(probabilities, 1));
  return g.take();
}

TrainedTrees train_trees_of_labels(const TreesWanted& wanted, const TableTarget& target,
                                   const FeatureView& view, const LearningRows& rows) {
  const std::int64_t labels = target.num_classes();
  std::vector<TableMember> members;
  std::int64_t rounds = 0;
  for (std::int64_t label = 0; label < labels; ++label) {
    LearningRows own = rows;
    own.train_targets = of_label(rows.train_targets, label, labels);
    own.valid_targets = of_label(rows.valid_targets, label, labels);
    TreesWanted part = wanted;
    if (wanted.deadline)
      part.deadline.emplace(wanted.deadline->seconds_left() / static_cast<double>(labels - label));
    const TableTarget alone{.column = target.classes[static_cast<std::size_t>(label)],
                            .classes = {"no", "yes"}};
    TrainedTrees trained = train_trees(part, alone, {GoalKind::classes}, view, own);
    members.push_back(std::move(trained.member));
    rounds = std::max(rounds, trained.rounds);
  }
  return {
      {.name = kBoostedTrees,
       .view = view.name,
       .graph = [members = std::move(members)](
                    std::int64_t rows_of_batch) { return label_graph(members, rows_of_batch); }},
      rounds};
}

}  // namespace

std::int64_t tree_memory(std::int64_t rows, std::size_t memory_limit) {
  // Of very many rows the process stays below 2 GB by itself.
  constexpr std::int64_t kMostBytes = 2'500'000'000, kVeryMany = 2'000'000,
                         kBytesOfVeryMany = 1'400'000'000;
  if (memory_limit > 0) return static_cast<std::int64_t>(memory_limit);
  return rows > kVeryMany ? kBytesOfVeryMany : kMostBytes;
}

std::int64_t most_tree_rows(std::int64_t features, std::int64_t rows, std::size_t memory_limit) {
  constexpr std::int64_t kFewest = 200'000, kFewestWanted = 1000;
  constexpr std::int64_t kMany = 1'000'000;  // from which on it grows in a straight line
  const auto bytes_of = [&](std::int64_t some) {
    return static_cast<std::int64_t>(boosted_trees_bytes(some, features, 1));
  };
  const std::int64_t thousand = (bytes_of(2 * kMany) - bytes_of(kMany)) / 1000,
                     without = bytes_of(kMany) - 1000 * thousand;
  const std::int64_t held = (tree_memory(rows, memory_limit) - without) * 1000 / thousand;
  return std::min(rows, std::max(memory_limit > 0 ? kFewestWanted : kFewest, held));
}

TrainedTrees train_trees(const TreesWanted& wanted, const TableTarget& target,
                         const TableGoal& goal, const FeatureView& view, const LearningRows& rows) {
  const std::int64_t most = most_tree_rows(view.width, rows.train.size(), wanted.memory_limit);
  if (rows.train.size() > most)
    return train_trees(wanted, target, goal, view,
                       some_rows_of(rows, most, static_cast<std::uint64_t>(wanted.seed)));
  if (target.is_label_sets()) return train_trees_of_labels(wanted, target, view, rows);
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
  EncodedTreeRows train(view, target), valid(view, target);
  train.add(rows.train, rows.train_targets, rows.train_weights);
  valid.add(rows.valid, rows.valid_targets, rows.valid_weights);
  if (!ends_early && wanted.learns_from_valid)
    train.add(rows.valid, rows.valid_targets, rows.valid_weights);
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
