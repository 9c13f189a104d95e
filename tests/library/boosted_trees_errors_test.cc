// What trees do not take, and what is said then.
#include <gtest/gtest.h>

#include "tests/library/tree_cases.h"
#include "train/tree_loss.h"

namespace ingot::testing {
namespace {

std::optional<Error> error_of(const TreeBatch& batch, const TreeOptions& options) {
  try {
    TreeRowsInMemory rows(batch);
    static_cast<void>(train_boosted_trees(rows, options));
  } catch (const Error& e) {
    EXPECT_FALSE(e.message().zh.empty());
    return e;
  }
  return std::nullopt;
}

std::string code_of(const TreeBatch& batch, const TreeOptions& options) {
  const auto error = error_of(batch, options);
  return error ? error->code() : "";
}

TreeBatch good_rows() { return drawn_rows(TreeObjective::binary, 60, 1); }
TreeOptions good_options() { return {.objective = TreeObjective::binary, .num_rounds = 2}; }

TEST(BoostedTrees, RefuseWrongOptions) {
  const auto code = [](const std::function<void(TreeOptions&)>& change) {
    TreeOptions options = good_options();
    change(options);
    return code_of(good_rows(), options);
  };
  const std::string bad = "bad_tree_option";
  EXPECT_EQ(code([](TreeOptions&) {}), "");
  EXPECT_EQ(code([](TreeOptions& o) { o.num_rounds = 0; }), bad);
  EXPECT_EQ(code([](TreeOptions& o) { o.objective = TreeObjective::classes; }), bad);
  EXPECT_EQ(code([](TreeOptions& o) { o.monotone = {1}; }), bad);
  EXPECT_EQ(code([](TreeOptions& o) { o.parameters["objective"] = "rank:ndcg"; }), bad);
  EXPECT_EQ(code([](TreeOptions& o) { o.parameters["max_bin"] = "many"; }), bad);
  EXPECT_EQ(code([](TreeOptions& o) { o.parameters["max_depth"] = "deep"; }), bad);
  EXPECT_EQ(code([](TreeOptions& o) { o.parameters["subsample"] = "3"; }), bad);
  EXPECT_EQ(code([](TreeOptions& o) {
              o.objective = TreeObjective::quantile;
              o.quantile = 1;
            }),
            bad);
  EXPECT_EQ(code([](TreeOptions& o) {
              o.objective = TreeObjective::quantile;
              o.parameters["base_score"] = "1";
            }),
            bad);
  for (const char* name : {"eta", "learning_rate", "lambda", "reg_lambda", "alpha", "reg_alpha",
                           "gamma", "min_split_loss", "min_child_weight", "max_delta_step"})
    EXPECT_EQ(code([&](TreeOptions& o) { o.parameters[name] = "0.5"; }), "") << name;
}

TEST(BoostedTrees, SuggestTheNameOfAParameter) {
  TreeOptions options = good_options();
  options.parameters["max_dept"] = "3";
  const auto error = error_of(good_rows(), options);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), "bad_tree_option");
  EXPECT_NE(error->fix().en.find("max_depth"), std::string::npos) << error->fix().en;
}

TEST(BoostedTrees, RefuseWrongRows) {
  const TreeOptions options = good_options();
  TreeBatch rows = good_rows();
  rows.labels.set(3, 2);
  EXPECT_EQ(code_of(rows, options), "bad_label");
  rows.labels.set(3, std::nan(""));
  EXPECT_EQ(code_of(rows, options), "bad_label");
  rows = good_rows();
  rows.labels = rows.labels.rows(0, 10);
  EXPECT_EQ(code_of(rows, options), "shape_mismatch");
  rows = good_rows();
  rows.x = rows.x.to(f64);
  EXPECT_EQ(code_of(rows, options), "shape_mismatch");
  rows = good_rows();
  rows.x.set(5, HUGE_VAL);
  const auto infinite = error_of(rows, options);
  ASSERT_TRUE(infinite);
  EXPECT_EQ(infinite->code(), "bad_feature");
  EXPECT_NE(infinite->message().en.find("row 0 is infinite in column 5"), std::string::npos);
  EXPECT_EQ(code_of(part_of(good_rows(), 0, 0), options), "no_rows");
  TreeOptions count = good_options();
  count.objective = TreeObjective::count;
  rows = good_rows();
  rows.labels.set(0, -1);
  EXPECT_EQ(code_of(rows, count), "bad_label");
  TreeRowsInMemory narrow(drawn_rows(TreeObjective::binary, 60, 1, 4));
  TreeOptions other = good_options();
  other.valid = &narrow;
  EXPECT_EQ(code_of(good_rows(), other), "shape_mismatch");
}

TEST(BoostedTrees, SayWhatXgboostSaysWithoutItsStack) {
  TreeBatch rows = good_rows();
  rows.weights = Tensor::full({f32, {60}}, -1);
  const auto error = error_of(rows, good_options());
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), "trees_failed");
  EXPECT_NE(error->message().en.find("eight"), std::string::npos) << error->message().en;
  EXPECT_EQ(error->message().en.find("Stack trace"), std::string::npos);
  EXPECT_EQ(error->message().en.find(".cc"), std::string::npos) << error->message().en;
}

// An error in the middle of a pass must not travel through the library's C functions.
TEST(BoostedTrees, PassOnWhatReadingTheRowsThrows) {
  class Torn final : public TreeRows {
   public:
    void rewind() override {
      ++passes_;
      given_ = 0;
    }
    std::optional<TreeBatch> next() override {
      if (passes_ == 3) throw Error("file_unreadable", text("torn", "损坏"));
      return given_++ == 0 ? std::optional(good_rows()) : std::nullopt;
    }

   private:
    int passes_ = 0, given_ = 0;
  } rows;
  try {
    static_cast<void>(train_boosted_trees(rows, good_options()));
    ADD_FAILURE() << "no error";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), "file_unreadable");
  }
}

TEST(TreeLoss, IsTheFormula) {
  const auto loss = [](TreeObjective objective, std::vector<float> margins,
                       std::vector<float> labels, std::vector<float> weights = {}) {
    return tree_loss({.objective = objective, .num_classes = 3, .quantile = 0.8}, margins, labels,
                     weights);
  };
  EXPECT_NEAR(loss(TreeObjective::binary, {0.5F, -1}, {1, 0}),
              (std::log1p(std::exp(-0.5)) + std::log1p(std::exp(-1.0))) / 2, 1e-12);
  EXPECT_NEAR(loss(TreeObjective::binary, {-500}, {1}), 500, 1e-9);
  EXPECT_NEAR(loss(TreeObjective::classes, {1, 2, 3}, {1}),
              std::log(std::exp(1.0) + std::exp(2.0) + std::exp(3.0)) - 2, 1e-12);
  EXPECT_NEAR(loss(TreeObjective::squared, {1, 2}, {3, 2}, {1, 3}), 1, 1e-12);
  EXPECT_NEAR(loss(TreeObjective::absolute, {1, 2}, {3, 1}), 1.5, 1e-12);
  EXPECT_NEAR(loss(TreeObjective::quantile, {1, 2}, {3, 1}), (0.8 * 2 + 0.2) / 2, 1e-12);
  EXPECT_NEAR(loss(TreeObjective::count, {2}, {3}), std::exp(2.0) - 6, 1e-12);
}

TEST(TreeLoss, FindsWeightedQuantiles) {
  std::vector<std::pair<float, float>> values{{3, 1}, {1, 1}, {2, 1}, {4, 1}};
  EXPECT_EQ(weighted_quantile(values, 0.5), 2);
  EXPECT_EQ(weighted_quantile(values, 0.51), 3);
  EXPECT_EQ(weighted_quantile(values, 0.99), 4);
  values = {{1, 1}, {2, 8}, {3, 1}};
  EXPECT_EQ(weighted_quantile(values, 0.11), 2);
  values.clear();
  EXPECT_EQ(weighted_quantile(values, 0.5), 0);
}

}  // namespace
}  // namespace ingot::testing
