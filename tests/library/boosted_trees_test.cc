// Trees that XGBoost trains: what our evaluator, our files and our options make of them.
#include <gtest/gtest.h>

#include "formats/onnx.h"
#include "tests/library/tree_cases.h"
#include "train/tree_loss.h"

namespace ingot::testing {
namespace {

constexpr std::array kObjectives{TreeObjective::binary,   TreeObjective::classes,
                                 TreeObjective::squared,  TreeObjective::absolute,
                                 TreeObjective::quantile, TreeObjective::count};

TreeOptions options_for(TreeObjective objective, std::int64_t rounds = 20) {
  return {.objective = objective,
          .num_classes = objective == TreeObjective::classes ? 3 : 0,
          .quantile = 0.8,
          .num_rounds = rounds,
          .num_threads = 2};
}

BoostedTrees train(const TreeBatch& batch, const TreeOptions& options) {
  TreeRowsInMemory rows(batch);
  return train_boosted_trees(rows, options);
}

// Every value of `x` becomes the nearest threshold of its column, where there is one.
Tensor on_thresholds(const BoostedTrees& model, Tensor x) {
  std::vector<std::vector<float>> thresholds(static_cast<std::size_t>(model.num_columns));
  const auto features = model.trees.features.data<std::int32_t>();
  for (std::size_t i = 0; i < features.size(); ++i)
    if (features[i] >= 0)
      thresholds[static_cast<std::size_t>(features[i])].push_back(
          model.trees.values.data<float>()[i]);
  const auto values = x.mutable_data<float>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::vector<float>& column = thresholds[i % thresholds.size()];
    if (std::isnan(values[i]) || column.empty()) continue;
    values[i] =
        *std::ranges::min_element(column, {}, [&](float t) { return std::abs(t - values[i]); });
  }
  return x;
}

TEST(BoostedTrees, HaveTheSumsOfXgboostToTheLastBit) {
  for (const TreeObjective objective : kObjectives) {
    if (objective == TreeObjective::quantile) continue;  // its leaves are ours
    SCOPED_TRACE(static_cast<int>(objective));
    TreeOptions options = options_for(objective);
    for (const auto& parameters : std::vector<std::map<std::string, std::string>>{
             {},
             {{"max_depth", "3"}, {"subsample", "0.7"}, {"base_score", "0.37"}},
             {{"grow_policy", "lossguide"}, {"max_leaves", "40"}, {"max_depth", "0"}},
             {{"num_parallel_tree", "2"}, {"colsample_bynode", "0.5"}, {"gamma", "1"}}}) {
      options.parameters = parameters;
      const BoostedTrees model = train(drawn_rows(objective, 3000, 1), options);
      const Tensor x = drawn_rows(objective, 4000, 2).x;
      for (const Tensor& rows : {x, on_thresholds(model, x)})
        EXPECT_TRUE(
            bit_equal(own_margins(model, rows), xgboost_margins(model.xgboost_model, rows)));
    }
  }
}

double loss_of(const TreeOptions& options, const BoostedTrees& model, const TreeBatch& batch) {
  return tree_loss(options, own_margins(model, batch.x).data<float>(), batch.labels.data<float>(),
                   {});
}

// The mean, the shares of the classes ...: the best sums that are the same for all rows, roughly.
double constant_loss(const TreeOptions& options, const TreeBatch& batch) {
  double best = HUGE_VAL;
  const std::size_t outputs = options.objective == TreeObjective::classes ? 3 : 1;
  for (double sum = -4; sum <= 4; sum += 0.05) {
    const std::vector<float> margins(batch.labels.data<float>().size() * outputs,
                                     static_cast<float>(sum));
    best = std::min(best, tree_loss(options, margins, batch.labels.data<float>(), {}));
  }
  return best;
}

TEST(BoostedTrees, LearnEveryObjective) {
  for (const TreeObjective objective : kObjectives) {
    SCOPED_TRACE(static_cast<int>(objective));
    const TreeOptions options = options_for(objective, 40);
    const TreeBatch test = drawn_rows(objective, 3000, 4);
    const BoostedTrees model = train(drawn_rows(objective, 5000, 3), options);
    const double constant = constant_loss(options, test);
    EXPECT_LT(loss_of(options, model, test), constant - 0.1 * std::abs(constant));
  }
}

TEST(BoostedTrees, OfAQuantileAreAboveThatShareOfTheRows) {
  for (const double quantile : {0.1, 0.5, 0.9}) {
    TreeOptions options = options_for(TreeObjective::quantile, 40);
    options.quantile = quantile;
    options.parameters = {{"max_depth", "3"}};
    TreeBatch train_rows = drawn_rows(TreeObjective::quantile, 6000, 5);
    // Leaves that are set by residuals do not depend on the unit of the labels.
    for (float& v : train_rows.labels.mutable_data<float>()) v = 1e5F * v + 3e5F;
    const BoostedTrees model = train(train_rows, options);
    EXPECT_TRUE(model.xgboost_model.empty());
    TreeBatch test = drawn_rows(TreeObjective::quantile, 4000, 6);
    const Tensor y = predictions(model, test.x);
    int below = 0;
    for (std::int64_t row = 0; row < 4000; ++row)
      below += 1e5 * test.labels.at(row) + 3e5 <= y.at(row);
    EXPECT_NEAR(below / 4000.0, quantile, 0.04);
  }
}

// Of `classes` classes in an order, with their probabilities.
double log_loss(const BoostedTrees& model, const TreeBatch& batch, std::int64_t classes) {
  const Tensor p = predictions(model, batch.x);
  double loss = 0;
  for (std::int64_t row = 0; row < batch.labels.num_elements(); ++row)
    loss -= std::log(p.at(row * classes + static_cast<std::int64_t>(batch.labels.at(row))));
  return loss / static_cast<double>(batch.labels.num_elements());
}

TEST(BoostedTrees, LearnClassesInTheirOrder) {
  constexpr std::int64_t kClasses = 6;
  const auto drawn = [](std::int64_t rows, std::uint64_t seed) {
    return drawn_rows(TreeObjective::ordered, rows, seed, 6, kClasses);
  };
  const TreeBatch valid_rows = drawn(1000, 4), test = drawn(3000, 5);
  TreeRowsInMemory valid(valid_rows);
  TreeOptions options{.num_classes = kClasses, .num_rounds = 300, .valid = &valid, .patience = 20};
  options.parameters = {{"eta", "0.1"}};
  options.objective = TreeObjective::classes;
  const BoostedTrees unordered = train(drawn(500, 3), options);
  options.objective = TreeObjective::ordered;
  const BoostedTrees ordered = train(drawn(500, 3), options);
  // One score that knows the order needs fewer rows.
  EXPECT_LT(log_loss(ordered, test, kClasses), log_loss(unordered, test, kClasses) - 0.02);
  ASSERT_EQ(ordered.thresholds.size(), 5U);
  EXPECT_TRUE(std::ranges::is_sorted(ordered.thresholds));
  const double best = *std::ranges::min_element(ordered.valid_losses);
  EXPECT_NEAR(log_loss(ordered, valid_rows, kClasses), best, 1e-5);
  const Tensor p = predictions(ordered, test.x);
  for (std::int64_t row = 0; row < 100; ++row) {
    double sum = 0;
    for (std::int64_t c = 0; c < kClasses; ++c) sum += p.at(row * kClasses + c);
    EXPECT_NEAR(sum, 1, 1e-6);
  }
}

TEST(BoostedTrees, OfMediansAndQuantilesKeepAnOrderToo) {
  for (const TreeObjective objective : {TreeObjective::absolute, TreeObjective::quantile}) {
    const TreeBatch batch = drawn_rows(TreeObjective::squared, 1500, 21);
    TreeOptions options = options_for(objective, 60);
    options.monotone = {1, 0, 0, 0, 0, 0};
    const BoostedTrees model = train(batch, options);
    // The first column rises, all others stay.
    constexpr std::int64_t kSteps = 200;
    for (std::int64_t row = 0; row < 5; ++row) {
      Tensor x(f32, {kSteps, 6});
      for (std::int64_t step = 0; step < kSteps; ++step)
        for (std::int64_t c = 0; c < 6; ++c)
          x.set(step * 6 + c,
                c == 0 ? -3 + 0.03 * static_cast<double>(step) : batch.x.at(row * 6 + c));
      const Tensor y = predictions(model, x);
      for (std::int64_t step = 1; step < kSteps; ++step)
        ASSERT_GE(y.at(step), y.at(step - 1) - 1e-5) << static_cast<int>(objective);
      EXPECT_GT(y.at(kSteps - 1), y.at(0));
    }
  }
}

TEST(BoostedTrees, OfOrderedClassesStayFiniteHoweverSureTheyAre) {
  TreeBatch batch = drawn_rows(TreeObjective::ordered, 400, 22, 6, 4);
  TreeOptions options{.objective = TreeObjective::ordered, .num_classes = 4, .num_rounds = 200};
  options.parameters = {
      {"lambda", "0"}, {"min_child_weight", "0"}, {"eta", "1"}, {"max_depth", "12"}};
  const BoostedTrees model = train(batch, options);
  for (const double threshold : model.thresholds) EXPECT_TRUE(std::isfinite(threshold));
  const Tensor p = predictions(model, batch.x);
  for (std::int64_t i = 0; i < p.num_elements(); ++i) ASSERT_TRUE(std::isfinite(p.at(i)));
}

TEST(BoostedTrees, ThatKnowNothingGiveTheSharesOfOrderedClasses) {
  constexpr std::int64_t kClasses = 4;
  TreeBatch batch{Tensor::zeros({f32, {1000, 1}}), Tensor(f32, {1000}), {}};
  // 500, 300, 0 and 200 rows
  for (std::int64_t row = 0; row < 1000; ++row)
    batch.labels.set(row, row < 500 ? 0 : row < 800 ? 1 : 3);
  const BoostedTrees model = train(
      batch, {.objective = TreeObjective::ordered, .num_classes = kClasses, .num_rounds = 30});
  const Tensor p = predictions(model, batch.x);
  for (const auto& [label, share] : {std::pair(0, 0.5), std::pair(1, 0.3), std::pair(3, 0.2)})
    EXPECT_NEAR(p.at(label), share, 0.002) << label;
}

TEST(BoostedTrees, GiveProbabilitiesOrNumbers) {
  for (const TreeObjective objective : kObjectives) {
    SCOPED_TRACE(static_cast<int>(objective));
    const BoostedTrees model = train(drawn_rows(objective, 500, 1), options_for(objective, 5));
    const Graph graph = tree_graph(model, 7);
    const bool classes = objective == TreeObjective::binary || objective == TreeObjective::classes;
    ASSERT_EQ(graph.outputs().size(), 1u);
    EXPECT_EQ(graph.outputs()[0].name, classes ? "probabilities" : "prediction");
    const Tensor y = predictions(model, drawn_rows(objective, 7, 2).x);
    const std::int64_t width = objective == TreeObjective::binary ? 2 : classes ? 3 : 1;
    ASSERT_EQ(y.shape(), (Shape{7, width}));
    for (std::int64_t row = 0; row < 7 && classes; ++row) {
      double sum = 0;
      for (std::int64_t c = 0; c < width; ++c) sum += y.at(row * width + c);
      EXPECT_NEAR(sum, 1, 1e-6);
    }
    for (std::int64_t row = 0; row < 7 && objective == TreeObjective::count; ++row)
      EXPECT_GT(y.at(row), 0);
  }
}

TEST(BoostedTrees, StopEarlyAndKeepTheBestRound) {
  for (const TreeObjective objective : {TreeObjective::binary, TreeObjective::classes,
                                        TreeObjective::quantile, TreeObjective::count}) {
    SCOPED_TRACE(static_cast<int>(objective));
    const TreeBatch valid = drawn_rows(objective, 400, 8);
    TreeRowsInMemory valid_rows(valid);
    TreeOptions options = options_for(objective, 500);
    options.parameters = {{"max_depth", "8"}, {"min_child_weight", "0"}};
    options.valid = &valid_rows;
    options.patience = 5;
    std::vector<double> told;
    options.on_round = [&](const TreeRound& round) {
      EXPECT_EQ(round.round, static_cast<std::int64_t>(told.size()) + 1);
      EXPECT_EQ(round.num_rounds, 500);
      told.push_back(round.valid_loss.value());
      return true;
    };
    const BoostedTrees model = train(drawn_rows(objective, 300, 7), options);
    EXPECT_EQ(model.valid_losses, told);
    ASSERT_LT(told.size(), 500u);
    EXPECT_EQ(static_cast<std::int64_t>(told.size()), model.num_rounds + 5);
    const double best = *std::ranges::min_element(told);
    EXPECT_EQ(told[static_cast<std::size_t>(model.num_rounds) - 1], best);
    // XGBoost told of bins, we of values: the same sums.
    EXPECT_EQ(loss_of(options, model, valid), best);
    const std::int64_t trees_each = objective == TreeObjective::classes ? 3 : 1;
    EXPECT_EQ(model.trees.num_trees(), model.num_rounds * trees_each);
  }
}

TEST(BoostedTrees, WithoutPatienceKeepAllRounds) {
  TreeRowsInMemory valid(drawn_rows(TreeObjective::binary, 100, 8));
  TreeOptions options = options_for(TreeObjective::binary, 60);
  options.valid = &valid;
  const BoostedTrees model = train(drawn_rows(TreeObjective::binary, 200, 7), options);
  EXPECT_EQ(model.num_rounds, 60);
  EXPECT_EQ(model.trees.num_trees(), 60);
  EXPECT_EQ(model.valid_losses.size(), 60u);
}

TEST(BoostedTrees, EndWhenToldTo) {
  const TreeBatch batch = drawn_rows(TreeObjective::squared, 500, 1);
  TreeOptions options = options_for(TreeObjective::squared);
  options.on_round = [](const TreeRound& round) { return round.round < 3; };
  EXPECT_EQ(train(batch, options).trees.num_trees(), 3);
  options.on_round = nullptr;
  options.deadline = std::chrono::steady_clock::now();
  EXPECT_EQ(train(batch, options).trees.num_trees(), 1);
}

// 1000 rows at a time, as a file is read.
class InBatches final : public TreeRows {
 public:
  InBatches(TreeBatch rows, std::int64_t size) : rows_(std::move(rows)), size_(size) {}
  void rewind() override { at_ = 0; }
  std::optional<TreeBatch> next() override {
    const std::int64_t count = std::min(size_, rows_.x.shape()[0] - at_);
    if (count == 0) return std::nullopt;
    at_ += count;
    // A copy, so that the last batch is gone when the next one is there.
    const TreeBatch part = part_of(rows_, at_ - count, count);
    return TreeBatch{part.x.clone(), part.labels.clone(),
                     part.weights.defined() ? part.weights.clone() : Tensor()};
  }

 private:
  TreeBatch rows_;
  std::int64_t size_, at_ = 0;
};

// Fewer distinct values than bins: then the bins do not depend on how the rows come.
TEST(BoostedTrees, AreTheSameFromBatches) {
  for (const TreeObjective objective : {TreeObjective::binary, TreeObjective::quantile}) {
    TreeBatch batch = drawn_rows(objective, 2500, 9);
    for (float& v : batch.x.mutable_data<float>()) v = std::round(std::clamp(v, -90.0F, 90.0F));
    batch.weights = Tensor(f32, {2500});
    for (std::int64_t row = 0; row < 2500; ++row)
      batch.weights.set(row, 1 + static_cast<double>(row % 3));
    TreeOptions options = options_for(objective);
    options.num_threads = 1;
    InBatches batches(batch, 1000);
    const BoostedTrees a = train_boosted_trees(batches, options), b = train(batch, options);
    EXPECT_EQ(to_string(tree_graph(a, 1)), to_string(tree_graph(b, 1)));
    batch.weights.set(7, 500);
    EXPECT_NE(to_string(tree_graph(train(batch, options), 1)), to_string(tree_graph(b, 1)));
  }
}

TEST(BoostedTrees, AreTheSameAgainForASeed) {
  const TreeBatch batch = drawn_rows(TreeObjective::binary, 3000, 9);
  TreeOptions options = options_for(TreeObjective::binary);
  options.parameters = {{"subsample", "0.5"}, {"colsample_bytree", "0.5"}};
  const std::string first = to_string(tree_graph(train(batch, options), 1));
  EXPECT_EQ(to_string(tree_graph(train(batch, options), 1)), first);
  options.seed = 1;
  EXPECT_NE(to_string(tree_graph(train(batch, options), 1)), first);
}

// XGBoost does not promise it: it adds gradients up in double, thread by thread.
TEST(BoostedTrees, AreTheSameForEveryNumberOfThreads) {
  for (const TreeObjective objective : kObjectives) {
    SCOPED_TRACE(static_cast<int>(objective));
    const TreeBatch batch = drawn_rows(objective, 5000, 11);
    TreeOptions options = options_for(objective);
    options.num_threads = 1;
    const std::string one = to_string(tree_graph(train(batch, options), 1));
    for (const int threads : {2, 3}) {
      options.num_threads = threads;
      EXPECT_EQ(to_string(tree_graph(train(batch, options), 1)), one) << threads << " threads";
    }
  }
}

TEST(BoostedTrees, KeepToMonotoneDirections) {
  const TreeBatch batch = drawn_rows(TreeObjective::squared, 3000, 10, 3);
  TreeOptions options = options_for(TreeObjective::squared);
  const auto falls = [&](const BoostedTrees& model) {
    int count = 0;
    for (int row = 0; row < 200; ++row) {
      Tensor x(f32, {101, 3});
      for (std::int64_t i = 0; i <= 100; ++i) {
        x.set(3 * i, -3 + 0.06 * static_cast<double>(i));
        x.set(3 * i + 1, batch.x.at(3 * row + 1));
        x.set(3 * i + 2, batch.x.at(3 * row + 2));
      }
      const Tensor y = predictions(model, x);
      for (std::int64_t i = 0; i < 100; ++i) count += y.at(i + 1) < y.at(i);
    }
    return count;
  };
  EXPECT_GT(falls(train(batch, options)), 0);
  options.monotone = {1, 0, 0};
  EXPECT_EQ(falls(train(batch, options)), 0);
}

TEST(BoostedTrees, GoThroughAnOnnxFile) {
  for (const TreeObjective objective : kObjectives) {
    SCOPED_TRACE(static_cast<int>(objective));
    const BoostedTrees model = train(drawn_rows(objective, 1000, 1), options_for(objective));
    const std::string file = write_onnx(tree_graph(model, kExportBatch), {});
    EXPECT_EQ(check_onnx(std::as_bytes(std::span(file))), "");
    const Tensor x = drawn_rows(objective, 50, 2).x;
    State none;
    const Tensor y =
        Program(read_onnx(std::as_bytes(std::span(file)), 50).graph).run(std::array{x}, none)[0];
    EXPECT_TRUE(bit_equal(y, predictions(model, x)));
  }
}

}  // namespace
}  // namespace ingot::testing
