#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "evaluate/metric_def.h"
#include "ingot/evaluate.h"

namespace ingot {
namespace {

std::vector<std::string> class_names(std::size_t n) {
  std::vector<std::string> names;
  for (std::size_t c = 0; c < n; ++c) names.push_back(fmt::format("c{}", c));
  return names;
}

Predictions classes(const std::vector<std::vector<float>>& probabilities,
                    const std::vector<std::int64_t>& truth) {
  std::vector<float> flat;
  for (const auto& row : probabilities) flat.insert(flat.end(), row.begin(), row.end());
  const auto rows = static_cast<std::int64_t>(truth.size());
  const auto width = static_cast<std::int64_t>(probabilities[0].size());
  return {Tensor::from(flat, {rows, width}), Tensor::from(truth, {rows}),
          class_names(probabilities[0].size())};
}

/// Two classes, given the probability of class 1.
Predictions two_classes(const std::vector<float>& positive,
                        const std::vector<std::int64_t>& truth) {
  const auto rows = static_cast<std::int64_t>(truth.size());
  return {Tensor::from(positive, {rows, 1}), Tensor::from(truth, {rows}), {"no", "yes"}};
}

Predictions numbers(const std::vector<double>& predicted, const std::vector<double>& truth) {
  const auto rows = static_cast<std::int64_t>(truth.size());
  return {Tensor::from(predicted, {rows}), Tensor::from(truth, {rows})};
}

double value_of(std::string_view name, const Predictions& p) {
  const std::optional<double> value = compute_metric(name, p);
  return value ? *value : std::nan("");
}

/// Called: 0 0 1 2 1; truth: 0 1 1 2 2.
Predictions three_classes() {
  return classes({{0.7F, 0.2F, 0.1F},
                  {0.5F, 0.4F, 0.1F},
                  {0.1F, 0.8F, 0.1F},
                  {0.2F, 0.2F, 0.6F},
                  {0.0F, 0.9F, 0.1F}},
                 {0, 1, 1, 2, 2});
}

TEST(Metrics, AreTheOnesThatArePromised) {
  const std::vector<std::string> for_two = {
      "accuracy", "roc_auc",         "average_precision", "f1",       "precision", "recall",
      "f1_macro", "precision_macro", "recall_macro",      "log_loss", "brier",     "ece"};
  EXPECT_EQ(metrics_for(2), for_two);
  const std::vector<std::string> for_ten = {"accuracy",     "top5_accuracy",
                                            "roc_auc",      "average_precision",
                                            "f1_macro",     "precision_macro",
                                            "recall_macro", "log_loss",
                                            "brier",        "ece"};
  EXPECT_EQ(metrics_for(10), for_ten);
  EXPECT_EQ(metrics_for(0), (std::vector<std::string>{"mae", "rmse", "r2", "smape", "mse"}));
}

TEST(Metrics, SayEverythingAboutThemselves) {
  for (const MetricDef& metric : metric_registry()) {
    SCOPED_TRACE(metric.name);
    EXPECT_FALSE(metric.label.en.empty() || metric.label.zh.empty());
    EXPECT_FALSE(metric.explanation.en.empty() || metric.explanation.zh.empty());
    EXPECT_NE(metric.explanation.en, metric.explanation.zh);
    EXPECT_LT(metric.lowest, metric.highest);
    EXPECT_EQ(metric.compute == nullptr, metric.applies_to == AppliesTo::running_text);
    EXPECT_NE(metric.place, 99) << "it has no place in the tables";
  }
}

TEST(Metrics, OfThreeClassesAgreeWithPaperAndPencil) {
  const Predictions p = three_classes();
  EXPECT_DOUBLE_EQ(value_of("accuracy", p), 3.0 / 5);
  // Precision 1/2, 1/2, 1; recall 1, 1/2, 1/2; F1 2/3, 1/2, 2/3.
  EXPECT_DOUBLE_EQ(value_of("precision_macro", p), 2.0 / 3);
  EXPECT_DOUBLE_EQ(value_of("recall_macro", p), 2.0 / 3);
  EXPECT_DOUBLE_EQ(value_of("f1_macro", p), 11.0 / 18);
  const double log_loss =
      -(std::log(0.7) + std::log(0.4) + std::log(0.8) + std::log(0.6) + std::log(0.1)) / 5;
  EXPECT_NEAR(value_of("log_loss", p), log_loss, 1e-7);
  EXPECT_NEAR(value_of("brier", p), (0.14 + 0.62 + 0.06 + 0.24 + 1.62) / 5, 1e-7);
  // Each confidence 0.7 0.5 0.8 0.6 0.9 has a bin of its own; right: yes no yes yes no.
  EXPECT_NEAR(value_of("ece", p), (0.3 + 0.5 + 0.2 + 0.4 + 0.9) / 5, 1e-7);
}

TEST(Metrics, OfTwoClassesAreAboutThePositiveOne) {
  // Called: 1 1 0 1 0; hits 2, called 3, positive 3.
  const Predictions p = two_classes({0.9F, 0.8F, 0.3F, 0.6F, 0.2F}, {1, 0, 1, 1, 0});
  EXPECT_DOUBLE_EQ(value_of("precision", p), 2.0 / 3);
  EXPECT_DOUBLE_EQ(value_of("recall", p), 2.0 / 3);
  EXPECT_DOUBLE_EQ(value_of("f1", p), 2.0 / 3);
  // Pairs (positive, negative): 0.9 and 0.6 and 0.3 against 0.8 and 0.2: 4 of 6 in order.
  EXPECT_DOUBLE_EQ(value_of("roc_auc", p), 4.0 / 6);
  // Order: + - + + -.
  EXPECT_DOUBLE_EQ(value_of("average_precision", p), (1.0 + 2.0 / 3 + 3.0 / 4) / 3);
  EXPECT_NEAR(value_of("brier", p), (0.01 + 0.64 + 0.49 + 0.16 + 0.04) / 5, 1e-7);
}

TEST(Metrics, OfTwoClassesTakeOneColumnOrTwo) {
  const Predictions one = two_classes({0.75F, 0.25F, 0.5F}, {1, 0, 1});
  const Predictions two = classes({{0.25F, 0.75F}, {0.75F, 0.25F}, {0.5F, 0.5F}}, {1, 0, 1});
  for (const std::string& name : metrics_for(2))
    EXPECT_DOUBLE_EQ(value_of(name, one), value_of(name, two)) << name;
}

TEST(Metrics, OfNumbersAgreeWithPaperAndPencil) {
  const Predictions p = numbers({2, 5, -1, 0}, {1, 3, -3, 0});
  EXPECT_DOUBLE_EQ(value_of("mae", p), 5.0 / 4);
  EXPECT_DOUBLE_EQ(value_of("mse", p), 9.0 / 4);
  EXPECT_DOUBLE_EQ(value_of("rmse", p), 1.5);
  EXPECT_DOUBLE_EQ(value_of("smape", p), (2.0 / 3 + 4.0 / 8 + 4.0 / 4 + 0) / 4);
  // Mean 1/4; squares around it 19 - 4/16 = 18.75.
  EXPECT_DOUBLE_EQ(value_of("r2", p), 1 - 9.0 / 18.75);
}

TEST(Metrics, OfSeveralNumbersAreAveragedOverThem) {
  const Predictions p = {Tensor::from(std::vector<double>{1, 20, 3, 40}, {2, 2}),
                         Tensor::from(std::vector<double>{1, 10, 4, 40}, {2, 2})};
  EXPECT_DOUBLE_EQ(value_of("mae", p), 11.0 / 4);
  EXPECT_DOUBLE_EQ(value_of("r2", p), ((1 - 1 / 4.5) + (1 - 100 / 450.0)) / 2);
}

/// Chance that a random positive is before a random negative, pair by pair.
double count_pairs(const std::vector<float>& scores, const std::vector<std::int64_t>& truth) {
  double good = 0, all = 0;
  for (std::size_t i = 0; i < scores.size(); ++i)
    for (std::size_t j = 0; j < scores.size(); ++j) {
      if (truth[i] != 1 || truth[j] != 0) continue;
      good += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
      all += 1;
    }
  return good / all;
}

/// Precision and recall at each threshold, counted anew.
double scan_thresholds(const std::vector<float>& scores, const std::vector<std::int64_t>& truth) {
  std::vector<float> thresholds = scores;
  std::ranges::sort(thresholds, std::greater{});
  thresholds.erase(std::ranges::unique(thresholds).begin(), thresholds.end());
  const auto positives = static_cast<double>(std::accumulate(truth.begin(), truth.end(), 0LL));
  double sum = 0, last_recall = 0;
  for (const float t : thresholds) {
    double hits = 0, called = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
      called += scores[i] >= t;
      hits += scores[i] >= t && truth[i] == 1;
    }
    sum += (hits / positives - last_recall) * hits / called;
    last_recall = hits / positives;
  }
  return sum;
}

TEST(Ranking, AgreesWithBruteForceAlsoWithTies) {
  std::uint32_t state = 1;
  const auto next = [&state](std::uint32_t limit) {
    state = state * 1664525 + 1013904223;
    return (state >> 16) % limit;
  };
  for (int trial = 0; trial < 60; ++trial) {
    const std::size_t rows = 3 + next(40);
    const std::uint32_t levels = 1 + next(12);  // few levels: many ties
    std::vector<float> scores(rows);
    std::vector<std::int64_t> truth(rows);
    for (std::size_t i = 0; i < rows; ++i) {
      scores[i] = static_cast<float>(next(levels + 1)) / static_cast<float>(levels);
      truth[i] = next(3) == 0;
    }
    truth[0] = 1;
    truth[1] = 0;
    const Predictions p = two_classes(scores, truth);
    EXPECT_NEAR(value_of("roc_auc", p), count_pairs(scores, truth), 1e-12) << "trial " << trial;
    EXPECT_NEAR(value_of("average_precision", p), scan_thresholds(scores, truth), 1e-12)
        << "trial " << trial;
  }
}

TEST(Ranking, OfManyClassesIsTheMeanOfOneAgainstTheRest) {
  const Predictions p = three_classes();
  double auc = 0, precision = 0;
  for (std::size_t c = 0; c < 3; ++c) {
    std::vector<float> scores;
    std::vector<std::int64_t> truth;
    for (std::size_t row = 0; row < 5; ++row) {
      scores.push_back(p.scores.data<float>()[row * 3 + c]);
      truth.push_back(p.truth.data<std::int64_t>()[row] == static_cast<std::int64_t>(c));
    }
    auc += count_pairs(scores, truth) / 3;
    precision += scan_thresholds(scores, truth) / 3;
  }
  EXPECT_NEAR(value_of("roc_auc", p), auc, 1e-12);
  EXPECT_NEAR(value_of("average_precision", p), precision, 1e-12);
}

TEST(TopFive, CountsEqualProbabilitiesInTheOrderOfTheClasses) {
  const std::vector<float> flat(8, 0.125F);
  EXPECT_DOUBLE_EQ(value_of("top5_accuracy", classes({flat, flat, flat, flat}, {0, 4, 5, 7})), 0.5);
}

TEST(Metrics, AreUndefinedRatherThanWrongWhereAClassIsAbsent) {
  const Predictions only_no = two_classes({0.5F, 0.25F}, {0, 0});
  EXPECT_FALSE(compute_metric("roc_auc", only_no).has_value());
  EXPECT_FALSE(compute_metric("average_precision", only_no).has_value());
  EXPECT_DOUBLE_EQ(value_of("recall", only_no), 0);
  EXPECT_DOUBLE_EQ(value_of("accuracy", only_no), 1);
  EXPECT_DOUBLE_EQ(value_of("f1_macro", only_no), 1) << "a class that does not occur is left out";
  EXPECT_FALSE(compute_metric("r2", numbers({1, 2}, {3, 3})).has_value());
}

TEST(Metrics, OfOneRowAreDefined) {
  const Evaluation one = evaluate(classes({{0.25F, 0.75F}}, {1}), {.replicates = 50});
  EXPECT_EQ(one.metric("accuracy").value, 1.0);
  EXPECT_NEAR(one.metric("accuracy").interval->low, 0.025, 1e-12) << "one row says little";
  EXPECT_FALSE(one.metric("roc_auc").value.has_value());
  EXPECT_FALSE(one.metric("roc_auc").interval.has_value());
  EXPECT_EQ(evaluate(numbers({1}, {3})).metric("mae").value, 2.0);
}

std::string code_of(const Predictions& p, const EvaluateOptions& options = {}) {
  try {
    (void)evaluate(p, options);
  } catch (const Error& e) {
    EXPECT_FALSE(e.message().zh.empty());
    return e.code();
  }
  return "none";
}

TEST(Predictions, ThatCannotBeAreRefused) {
  const float nan = std::nanf("");
  EXPECT_EQ(code_of(classes({{nan, 1}}, {0})), "not_finite_prediction");
  EXPECT_EQ(code_of(numbers({std::nan("")}, {1})), "not_finite_prediction");
  EXPECT_EQ(code_of(numbers({INFINITY}, {1})), "not_finite_prediction");
  EXPECT_EQ(code_of(numbers({1}, {std::nan("")})), "bad_label");
  EXPECT_EQ(code_of(classes({{0.5F, 0.4F}}, {0})), "bad_probability");
  EXPECT_EQ(code_of(classes({{1.5F, -0.5F}}, {0})), "bad_probability");
  EXPECT_EQ(code_of(two_classes({1.5F}, {0})), "bad_probability");
  EXPECT_EQ(code_of(classes({{0.5F, 0.5F}}, {2})), "bad_label");
  EXPECT_EQ(code_of(classes({{0.5F, 0.5F}}, {-1})), "bad_label");
  EXPECT_EQ(code_of({}), "shape_mismatch");
  EXPECT_EQ(code_of({Tensor(f32, {0, 2}), Tensor(i64, {0}), {"a", "b"}}), "no_rows");
  EXPECT_EQ(code_of({Tensor(f32, {3, 2}), Tensor(i64, {2}), {"a", "b"}}), "shape_mismatch");
  EXPECT_EQ(code_of({Tensor(f32, {3, 2}), Tensor(i64, {3}), {"a", "b", "c"}}), "shape_mismatch");
  EXPECT_EQ(code_of({Tensor(f32, {2, 2}), Tensor(f32, {2, 1}), {}}), "shape_mismatch");
}

TEST(MetricNames, ThatAreWrongAreRefusedWithANearName) {
  const Predictions p = two_classes({0.5F}, {1});
  EXPECT_EQ(code_of(p, {.metrics = {"rmse"}}), "metric_does_not_apply");
  try {
    (void)find_metric("acuracy");
    FAIL() << "there is no such metric";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), "unknown_metric");
    EXPECT_NE(e.fix().en.find("accuracy"), std::string::npos);
  }
}

}  // namespace
}  // namespace ingot
