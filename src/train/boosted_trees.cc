#include "train/boosted_trees.h"

#include <algorithm>
#include <cmath>

#include "base/memory.h"
#include "base/parse.h"
#include "train/tree_grower.h"
#include "train/tree_loss.h"

namespace ingot {
namespace {

class LibraryGrower final : public TreeGrower {
 public:
  explicit LibraryGrower(const TreeGround& ground)
      : booster_(ground.matrix, ground.valid, ground.parameters), valid_(ground.valid) {}
  void grow(int round) override { booster_.update(round); }
  [[nodiscard]] std::span<const float> valid_margins() override {
    return booster_.margins(*valid_);
  }
  void finish(BoostedTrees& result) override {
    result.xgboost_model = booster_.model();
    result.trees = read_booster_model(result.xgboost_model);
  }

 private:
  Booster booster_;
  const TreeMatrix* valid_;
};

// Where the gradients are ours the library's own objective must not touch the leaves.
bool has_own_gradients(const TreeOptions& options) {
  return options.objective == TreeObjective::quantile ||
         options.objective == TreeObjective::ordered ||
         (options.objective == TreeObjective::absolute && !options.monotone.empty());
}

std::string xgboost_objective(const TreeOptions& options) {
  if (has_own_gradients(options)) return "reg:squarederror";
  switch (options.objective) {
    case TreeObjective::binary: return "binary:logistic";
    case TreeObjective::classes: return "multi:softprob";
    case TreeObjective::absolute: return "reg:absoluteerror";
    case TreeObjective::count: return "count:poisson";
    case TreeObjective::ordered:
    case TreeObjective::squared:
    case TreeObjective::quantile: break;
  }
  return "reg:squarederror";
}

Error bad_tree_option(const Text& what) { return Error("bad_tree_option", what); }

void require_tree_options(const TreeOptions& options) {
  const bool quantile = options.objective == TreeObjective::quantile;
  const bool ordered = options.objective == TreeObjective::ordered;
  if (options.num_rounds < 1)
    throw bad_tree_option(text("{} rounds of trees", "树的轮数为 {}", options.num_rounds))
        .expected(text("1 or more", "1 或更大"));
  if ((ordered || options.objective == TreeObjective::classes) && options.num_classes < 2)
    throw bad_tree_option(text("{} classes", "类别数为 {}", options.num_classes))
        .expected(text("2 or more", "2 或更大"));
  if (quantile && !(options.quantile > 0 && options.quantile < 1))
    throw bad_tree_option(text("the quantile {}", "分位数为 {}", options.quantile))
        .expected(text("a number between 0 and 1", "0 与 1 之间的数"));
  for (const char* name : {"objective", "num_class", "nthread", "n_jobs", "seed", "random_state",
                           "monotone_constraints", "tree_method", "booster", "eval_metric"})
    if (options.parameters.contains(name))
      throw bad_tree_option(text("\"{}\" is no parameter to set here: it follows from the options",
                                 "此处不能设置参数“{}”: 它由其他选项决定", name));
  for (const char* name : {"base_score", "num_parallel_tree"})
    if (quantile && options.parameters.contains(name))
      throw bad_tree_option(
          text("trees of quantiles have no parameter \"{}\"", "分位数树没有参数“{}”", name));
  if (ordered && options.parameters.contains("base_score"))
    throw bad_tree_option(text("trees of ordered classes have no parameter \"base_score\"",
                               "有序类别的树没有参数“base_score”"));
}

int max_bin_of(const TreeOptions& options) {
  const auto found = options.parameters.find("max_bin");
  if (found == options.parameters.end()) return TreeMatrixOptions().max_bin;
  const std::string& given = found->second;
  const auto bins = parse_as<int>(given);
  if (!bins || *bins < 2)
    throw bad_tree_option(text("max_bin is \"{}\"", "max_bin 为“{}”", given))
        .expected(text("a whole number of 2 or more", "不小于 2 的整数"));
  return *bins;
}

std::map<std::string, std::string> all_parameters(const TreeOptions& options,
                                                  std::int64_t columns) {
  std::map<std::string, std::string> all = options.parameters;
  all["objective"] = xgboost_objective(options);
  all["tree_method"] = "hist";
  all["nthread"] = std::to_string(options.num_threads);
  all["seed"] = std::to_string(options.seed);
  if (options.objective == TreeObjective::classes)
    all["num_class"] = std::to_string(options.num_classes);
  if (!options.monotone.empty()) {
    if (static_cast<std::int64_t>(options.monotone.size()) != columns)
      throw bad_tree_option(text("{} monotone directions for {} columns",
                                 "{1} 列却给出 {0} 个单调方向", options.monotone.size(), columns));
    all["monotone_constraints"] = fmt::format("({})", fmt::join(options.monotone, ","));
  }
  return all;
}

// Grows until a reason to end; returns the rounds that are kept.
std::int64_t grow_rounds(TreeGrower& grower, const TreeMatrix* valid, const TreeOptions& options,
                         std::vector<double>& losses) {
  std::int64_t round = 0, best = 0;
  while (round < options.num_rounds) {
    grower.grow(static_cast<int>(round++));
    TreeRound report{round, options.num_rounds, std::nullopt};
    if (valid) {
      losses.push_back(
          tree_loss(options, grower.valid_margins(), valid->labels(), valid->weights()));
      report.valid_loss = losses.back();
      best = std::ranges::min_element(losses) - losses.begin() + 1;
    }
    if (options.on_round && !options.on_round(report)) break;
    if (options.deadline && std::chrono::steady_clock::now() >= *options.deadline) break;
    if (valid && options.patience > 0 && round - best >= options.patience) break;
  }
  return valid && options.patience > 0 ? best : round;
}

}  // namespace

std::unique_ptr<TreeGrower> library_grower(const TreeGround& ground) {
  return std::make_unique<LibraryGrower>(ground);
}

namespace {

// XGBoost sets the leaves of absolute errors without regard to an order of its columns.
std::unique_ptr<TreeGrower> grower_for(const TreeGround& ground) {
  if (ground.options.objective == TreeObjective::absolute && !ground.options.monotone.empty())
    return quantile_grower(ground);
  switch (ground.options.objective) {
    case TreeObjective::quantile: return quantile_grower(ground);
    case TreeObjective::ordered: return ordered_grower(ground);
    default: return library_grower(ground);
  }
}

// P(class) = sigmoid(upper) sigmoid(-lower) (1 - e^(lower - upper)) of the thresholds beside it;
// the first has no lower one, the last no upper one: they are beyond every score.
Value ordered_probabilities(Builder& g, const Value& sums, const std::vector<double>& thresholds) {
  constexpr double kBeyond = 1e30;
  std::vector<double> all{-kBeyond};
  all.insert(all.end(), thresholds.begin(), thresholds.end());
  all.push_back(kBeyond);
  std::vector<float> lower, upper, width;
  for (std::size_t label = 0; label + 1 < all.size(); ++label) {
    lower.push_back(static_cast<float>(all[label]));
    upper.push_back(static_cast<float>(all[label + 1]));
    width.push_back(static_cast<float>(-std::expm1(all[label] - all[label + 1])));
  }
  const auto row_of = [&](const std::vector<float>& values) {
    return g.constant(Tensor::from(values, {1, std::ssize(values)}));
  };
  return g.sigmoid(row_of(upper) - sums) * g.sigmoid(sums - row_of(lower)) * row_of(width);
}

BoostedTrees train_trees(TreeRows& train, const TreeOptions& options) {
  const TreeMatrixOptions matrix_options{max_bin_of(options), options.num_threads};
  const TreeMatrix matrix(train, nullptr, matrix_options);
  require_labels(options, matrix.labels());
  std::optional<TreeMatrix> valid;
  if (options.valid) {
    valid.emplace(*options.valid, &matrix, matrix_options);
    require_labels(options, valid->labels());
  }
  const TreeMatrix* valid_matrix = valid ? &*valid : nullptr;
  const TreeGround ground{train, matrix, valid_matrix, options,
                          all_parameters(options, matrix.num_columns())};
  const std::unique_ptr<TreeGrower> grower = grower_for(ground);
  BoostedTrees result;
  result.objective = options.objective;
  result.num_columns = matrix.num_columns();
  std::vector<double> losses;
  result.num_rounds = grow_rounds(*grower, valid_matrix, options, losses);
  result.valid_losses = std::move(losses);
  grower->finish(result);
  const auto trained = static_cast<std::int64_t>(result.valid_losses.size());
  if (valid_matrix && result.num_rounds < trained)
    result.trees =
        first_trees(result.trees, result.trees.num_trees() / trained * result.num_rounds);
  return result;
}

}  // namespace

BoostedTrees train_boosted_trees(TreeRows& train, const TreeOptions& options) {
  require_tree_options(options);
  BoostedTrees trained = train_trees(train, options);
  give_back_memory();
  return trained;
}

std::size_t boosted_trees_bytes(std::int64_t rows, std::int64_t columns, std::int64_t outputs) {
  // Measured at the peak, while bins are made: 4 bytes a value where some are missing, and some by
  // columns.
  constexpr std::int64_t kLibrary = 15'000'000, kMostOfColumn = 500'000;
  const std::int64_t of_column = std::min(kMostOfColumn, 12 * rows);
  return static_cast<std::size_t>(kLibrary + of_column * columns +
                                  rows * (5 * columns + 24 * outputs));
}

Graph tree_graph(const BoostedTrees& model, std::int64_t rows) {
  Builder g;
  const Value x = g.input("input", {f32, {rows, model.num_columns}});
  const Value sums = g.emit("tree_ensemble", Values{x}, tree_attrs(model.trees))[0];
  switch (model.objective) {
    case TreeObjective::binary:
      g.output("probabilities", g.concat({g.sigmoid(-sums), g.sigmoid(sums)}, 1));
      break;
    case TreeObjective::classes: g.output("probabilities", g.softmax(sums, 1)); break;
    case TreeObjective::ordered:
      g.output("probabilities", ordered_probabilities(g, sums, model.thresholds));
      break;
    case TreeObjective::count: g.output("prediction", g.exp(sums)); break;
    default: g.output("prediction", sums);
  }
  return g.take();
}

}  // namespace ingot
