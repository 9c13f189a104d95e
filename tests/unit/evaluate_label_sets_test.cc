#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "evaluate/compare_models.h"
#include "evaluate/label_errors.h"
#include "evaluate/label_thresholds.h"
#include "evaluate/report.h"
#include "evaluate/slice_conditions.h"
#include "evaluate/temperature.h"
#include "evaluate/weak_slices.h"

namespace ingot {
namespace {

// Called are {a, b}, {b}, {}, {a, c}: the last row has no a.
const std::vector<float> kScores = {0.9F, 0.6F, 0.1F, 0.2F, 0.8F, 0.4F,
                                    0.3F, 0.4F, 0.2F, 0.7F, 0.1F, 0.9F};
const std::vector<std::uint8_t> kTruth = {1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1};

Predictions four_rows() {
  return {Tensor::from(kScores, {4, 3}),
          Tensor::from(kTruth, {4, 3}),
          {"a", "b", "c"},
          {0.5F, 0.5F, 0.5F}};
}

std::string code_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const Error& e) {
    EXPECT_FALSE(e.message().zh.empty());
    return e.code();
  }
  return "";
}

TEST(LabelSets, HaveTheFiguresOfEachLabelAveraged) {
  const Evaluation e = evaluate(four_rows());
  EXPECT_TRUE(e.is_label_sets);
  EXPECT_EQ(*e.metric("accuracy").value, 0.75);
  EXPECT_NEAR(*e.metric("f1_macro").value, (2.0 / 3 + 1 + 1) / 3, 1e-12);
  EXPECT_NEAR(*e.metric("precision_macro").value, (0.5 + 1 + 1) / 3, 1e-12);
  EXPECT_EQ(*e.metric("recall_macro").value, 1);
  EXPECT_EQ(*e.metric("average_precision").value, 1);
  EXPECT_EQ(*e.metric("roc_auc").value, 1);
  double loss = 0;
  for (std::size_t i = 0; i < kScores.size(); ++i)
    loss -= std::log(kTruth[i] != 0 ? kScores[i] : 1 - kScores[i]) / 12;
  EXPECT_NEAR(*e.metric("log_loss").value, loss, 1e-7);
  ASSERT_TRUE(e.metric("accuracy").interval);
  EXPECT_LT(e.metric("accuracy").interval->low, 0.75);
  EXPECT_EQ(e.metrics.front().name, "accuracy");
  EXPECT_EQ(e.per_class[0].rows, 1);
  EXPECT_EQ(e.per_class[0].predicted, 2);
  EXPECT_TRUE(e.confusion.empty());
  EXPECT_TRUE(confused_pairs(e, 3).empty());
  std::int64_t cells = 0;
  for (const CalibrationBin& bin : e.calibration) cells += bin.rows;
  EXPECT_EQ(cells, 12);
}

TEST(LabelSets, AveragePrecisionRanksTheRowsOfEachLabel) {
  Predictions p = four_rows();
  p.scores.set(9, 0.95);  // the last row comes before the only one that has a
  EXPECT_NEAR(*compute_metric("average_precision", p), (0.5 + 1 + 1) / 3, 1e-12);
  EXPECT_NEAR(*compute_metric("roc_auc", p), (2.0 / 3 + 1 + 1) / 3, 1e-12);
}

TEST(LabelSets, ThatHaveTwoClassesCountBothAlike) {
  const Predictions p{Tensor::from<float>({0.9F, 0.1F, 0.2F, 0.3F}, {2, 2}),
                      Tensor::from<std::uint8_t>({1, 1, 0, 0}, {2, 2}),
                      {"a", "b"},
                      {0.5F, 0.5F}};
  EXPECT_EQ(*compute_metric("average_precision", p), (1 + 0.5) / 2);
}

TEST(LabelSets, ShowTheirMistakesAsSets) {
  const Evaluation e = evaluate(four_rows());
  ASSERT_EQ(e.mistakes.size(), 1U);
  EXPECT_EQ(e.mistakes[0].row, 3);
  const nlohmann::json j = to_json(e);
  EXPECT_EQ(j["mistakes"][0]["truth"], "c");
  EXPECT_EQ(j["mistakes"][0]["predicted"], "a|c");
  EXPECT_FALSE(j["mistakes"][0].contains("confidence"));
  EXPECT_FALSE(j.contains("confusion"));
  EXPECT_FALSE(j.contains("confused_pairs"));
  for (const nlohmann::json& metric : j["metrics"])
    for (const char* language : {"en", "zh"})
      EXPECT_FALSE(metric["explanation"][language].get<std::string>().empty()) << metric["name"];
}

TEST(LabelSets, StandBesideTheMostFrequentLabels) {
  const Tensor frequent = Tensor::from<std::uint8_t>({0, 1, 0, 0, 1, 1, 1, 1, 0}, {3, 3});
  const Evaluation e = evaluate(four_rows(), {.training_truth = frequent});
  ASSERT_EQ(e.baselines.size(), 1U);
  EXPECT_EQ(e.baselines[0].label.en, "most frequent labels");
  EXPECT_EQ(*e.baselines[0].metrics[0].value, 0.25);  // {b} is right for the second row
  // No label of half the rows: the most frequent one.
  const Tensor rare = Tensor::from<std::uint8_t>({0, 0, 0, 0, 0, 1, 0, 0, 0}, {3, 3});
  EXPECT_EQ(*evaluate(four_rows(), {.training_truth = rare}).baselines[0].metrics[0].value, 0.25);
  EXPECT_EQ(code_of([&] {
              (void)evaluate(four_rows(), {.training_truth = Tensor::zeros({u8, {3, 2}})});
            }),
            "shape_mismatch");
}

TEST(LabelSets, AreToldInWords) {
  const Evaluation e = evaluate(four_rows(), {.training_truth = Tensor::from(kTruth, {4, 3})});
  const Text words = summarise(e, "");
  EXPECT_NE(words.en.find("exactly the right ones in 75.0% of the cases"), std::string::npos);
  EXPECT_NE(words.en.find("most frequent labels would be right in 25.0%"), std::string::npos);
  EXPECT_NE(words.en.find("It is weakest at \"a\": it finds 100.0% of the 1 rows"),
            std::string::npos);
  EXPECT_NE(words.zh.find("完全判断正确的比例是 75.0%"), std::string::npos);
  EXPECT_NE(words.zh.find("有该标签的 1 行中找出了 100.0%"), std::string::npos);
}

TEST(LabelSets, AreComparedRowByRow) {
  Predictions better = four_rows();
  better.scores.set(9, 0.1);
  const PairedComparison c = compare_models(four_rows(), better);
  EXPECT_EQ(c.only_second_right, 1);
  EXPECT_EQ(c.only_first_right, 0);
  EXPECT_EQ(c.second_accuracy, 1);
  Predictions other = better;
  other.truth = Tensor::zeros({u8, {4, 3}});
  EXPECT_EQ(code_of([&] { (void)compare_models(four_rows(), other); }), "shape_mismatch");
}

TEST(LabelSets, ArePartOfSlicesAsTheyAreWritten) {
  const Tensor wrong = wrong_rows(four_rows());
  for (std::int64_t row = 0; row < 4; ++row) EXPECT_EQ(wrong.at(row), row == 3);
  const std::vector<RowFeature> features = class_features(four_rows());
  ASSERT_EQ(features.size(), 2U);
  EXPECT_EQ(features[0].categories, (std::vector<std::string>{"a|b", "b", "-", "c"}));
  EXPECT_EQ(features[1].categories[3], "a|c");
}

TEST(LabelSets, RefuseWhatIsNone) {
  const auto code_with = [](const std::function<void(Predictions&)>& change) {
    Predictions p = four_rows();
    change(p);
    return code_of([&] { (void)evaluate(p); });
  };
  EXPECT_EQ(code_with([](Predictions& p) { p.thresholds.pop_back(); }), "shape_mismatch");
  EXPECT_EQ(code_with([](Predictions& p) {
              p.truth = Tensor::zeros({i64, {4}});
            }),
            "shape_mismatch");
  EXPECT_EQ(code_with([](Predictions& p) { p.truth.set(2, 2); }), "bad_label");
  EXPECT_EQ(code_with([](Predictions& p) { p.scores.set(2, 1.25); }), "bad_probability");
  EXPECT_EQ(code_with([](Predictions& p) { p.scores.set(2, std::nan("")); }),
            "not_finite_prediction");
  EXPECT_EQ(code_of([] { (void)evaluate(four_rows(), {.metrics = {"brier"}}); }),
            "metric_does_not_apply");
  EXPECT_EQ(code_of([] { (void)fit_temperature(four_rows()); }), "metric_does_not_apply");
  EXPECT_EQ(code_of([] { (void)find_label_errors(four_rows()); }), "metric_does_not_apply");
}

TEST(LabelThresholds, HaveTheHighestF1) {
  // F1 from the top: 2/3, 1/2, 4/5, 2/3 | no row has the second | equal scores stand together
  const Tensor scores = Tensor::from<float>(
      {0.9F, 0.3F, 0.4F, 0.8F, 0.2F, 0.4F, 0.7F, 0.9F, 0.4F, 0.2F, 0.5F, 0.1F}, {4, 3});
  const Tensor truth = Tensor::from<std::uint8_t>({1, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0}, {4, 3});
  const std::vector<float> thresholds = best_thresholds(scores, truth);
  EXPECT_NEAR(thresholds[0], 0.45, 1e-6);
  EXPECT_EQ(thresholds[1], 0.5F);
  EXPECT_NEAR(thresholds[2], 0.25, 1e-6);
}

TEST(LabelThresholds, OfEqualOnesAreTheNearestToTheMiddle) {
  // One called and all four called both give 2/3: thresholds 0.85 and 0.1.
  const Tensor scores = Tensor::from<float>({0.9F, 0.8F, 0.7F, 0.2F}, {4, 1});
  const Tensor truth = Tensor::from<std::uint8_t>({1, 0, 0, 1}, {4, 1});
  EXPECT_NEAR(best_thresholds(scores, truth)[0], 0.85, 1e-6);
  EXPECT_EQ(code_of([&] {
              (void)best_thresholds(scores, Tensor::zeros({u8, {4}}));
            }),
            "shape_mismatch");
}

TEST(LabelThresholds, PartNeighbouringFloats) {
  const float low = 0.5F, high = std::nextafter(low, 1.0F);
  const float threshold = best_thresholds(Tensor::from<float>({high, low}, {2, 1}),
                                          Tensor::from<std::uint8_t>({1, 0}, {2, 1}))[0];
  EXPECT_GE(high, threshold);
  EXPECT_LT(low, threshold);
}

}  // namespace
}  // namespace ingot
