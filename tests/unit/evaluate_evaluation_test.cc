#include <gtest/gtest.h>
#include <omp.h>

#include <cmath>

#include "evaluate/bootstrap.h"
#include "ingot/evaluate.h"

namespace ingot {
namespace {

/// Rows of two classes of which the first `right` are called correctly with confidence 0.75.
Predictions coin(std::int64_t rows, std::int64_t right) {
  std::vector<float> scores;
  std::vector<std::int64_t> truth;
  for (std::int64_t i = 0; i < rows; ++i) {
    truth.push_back(i % 2);
    scores.push_back((truth.back() == 1) == (i < right) ? 0.75F : 0.25F);
  }
  return {Tensor::from(scores, {rows}), Tensor::from(truth, {rows}), {"no", "yes"}};
}

Predictions three_classes() {
  const std::vector<float> scores = {0.7F, 0.2F, 0.1F, 0.5F, 0.4F, 0.1F, 0.1F, 0.8F,
                                     0.1F, 0.2F, 0.2F, 0.6F, 0.0F, 0.9F, 0.1F};
  return {Tensor::from(scores, {5, 3}),
          Tensor::from(std::vector<std::int64_t>{0, 1, 1, 2, 2}, {5}),
          {"a", "b", "c"}};
}

TEST(Confusion, CountsTruthAgainstPrediction) {
  const Evaluation e = evaluate(three_classes(), {.replicates = 0});
  const std::vector<std::vector<std::int64_t>> expected = {{1, 0, 0}, {1, 1, 0}, {0, 1, 1}};
  EXPECT_EQ(e.confusion, expected);
  EXPECT_EQ(e.per_class[1].rows, 2);
  EXPECT_EQ(e.per_class[1].predicted, 2);
  EXPECT_DOUBLE_EQ(e.per_class[0].precision, 0.5);
  EXPECT_DOUBLE_EQ(e.per_class[2].recall, 0.5);
}

TEST(Confusion, ListsItsLargestCells) {
  Evaluation e;
  e.confusion = {{5, 2, 3}, {4, 9, 0}, {0, 0, 1}};
  e.per_class = {{.rows = 10}, {.rows = 13}, {.rows = 1}};
  const std::vector<ConfusedPair> pairs = confused_pairs(e, 2);
  ASSERT_EQ(pairs.size(), 2U);
  EXPECT_EQ(pairs[0].truth, 1U);
  EXPECT_EQ(pairs[0].predicted, 0U);
  EXPECT_EQ(pairs[0].rows, 4);
  EXPECT_DOUBLE_EQ(pairs[1].share, 0.3);
}

TEST(Mistakes, ComeWithTheMostConfidentFirst) {
  const Evaluation e = evaluate(three_classes(), {.replicates = 0});
  ASSERT_EQ(e.mistakes.size(), 2U);
  EXPECT_EQ(e.mistakes[0].row, 4);
  EXPECT_EQ(e.mistakes[0].predicted, 1);
  EXPECT_EQ(e.mistakes[0].truth, 2);
  EXPECT_FLOAT_EQ(static_cast<float>(e.mistakes[0].confidence), 0.9F);
  EXPECT_FLOAT_EQ(static_cast<float>(e.mistakes[0].truth_probability), 0.1F);
  EXPECT_EQ(e.mistakes[1].row, 1);
  EXPECT_EQ(evaluate(three_classes(), {.replicates = 0, .max_mistakes = 1}).mistakes.size(), 1U);
}

TEST(Mistakes, OfNumbersAreTheFarthestOff) {
  const Evaluation e = evaluate({Tensor::from(std::vector<double>{1, 5, 3}, {3}),
                                 Tensor::from(std::vector<double>{2, 2, 3}, {3})});
  ASSERT_EQ(e.mistakes.size(), 2U) << "a row without an error is none";
  EXPECT_EQ(e.mistakes[0].row, 1);
  EXPECT_EQ(e.mistakes[0].predicted, 5);
  EXPECT_EQ(e.scatter.size(), 3U);
}

TEST(Calibration, PutsEachRowIntoTheBinOfItsConfidence) {
  const Evaluation e = evaluate(coin(8, 6), {.replicates = 0, .calibration_bins = 4});
  ASSERT_EQ(e.calibration.size(), 4U);
  EXPECT_EQ(e.calibration[2].rows, 8) << "0.75 belongs to (0.5, 0.75]";
  EXPECT_DOUBLE_EQ(e.calibration[2].confidence, 0.75);
  EXPECT_DOUBLE_EQ(e.calibration[2].accuracy, 0.75);
  EXPECT_EQ(e.calibration[3].rows, 0);
  EXPECT_DOUBLE_EQ(*e.metric("ece").value, 0);
}

TEST(Calibration, HasAPlaceForCertainty) {
  const Predictions p = {Tensor::from(std::vector<float>{1, 0}, {2}),
                         Tensor::from(std::vector<std::int64_t>{1, 0}, {2}),
                         {"no", "yes"}};
  EXPECT_EQ(evaluate(p, {.replicates = 0}).calibration.back().rows, 2);
}

TEST(Bootstrap, IntervalOfAShareIsTheOneOfTheBinomial) {
  const Evaluation e = evaluate(coin(400, 300), {.metrics = {"accuracy"}, .replicates = 4000});
  const Interval i = *e.metric("accuracy").interval;
  const double deviation = std::sqrt(0.75 * 0.25 / 400);
  EXPECT_NEAR(i.low, 0.75 - 1.96 * deviation, 0.006);
  EXPECT_NEAR(i.high, 0.75 + 1.96 * deviation, 0.006);
  EXPECT_EQ(i.replicates, 4000);
}

TEST(Bootstrap, IntervalOfAShareWithoutAnyMistakeIsNotAPoint) {
  const Interval all = *evaluate(coin(30, 30), {.metrics = {"accuracy"}, .replicates = 200})
                            .metric("accuracy")
                            .interval;
  EXPECT_NEAR(all.low, 0.8843, 1e-4) << "0.025 = 0.8843^30";
  EXPECT_EQ(all.high, 1);
  const Interval none = *evaluate(coin(30, 0), {.metrics = {"accuracy"}, .replicates = 200})
                             .metric("accuracy")
                             .interval;
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 0.1157, 1e-4);
}

TEST(Bootstrap, IntervalCoversTheTruthAsOftenAsItSays) {
  // Of 200 samples of a coin with 0.8, about 190 intervals contain 0.8.
  std::uint64_t state = 7;
  int covered = 0;
  for (int sample = 0; sample < 200; ++sample) {
    std::vector<float> scores(150);
    for (float& s : scores) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      s = (state >> 40) % 10 < 8 ? 0.75F : 0.25F;
    }
    const Predictions p = {Tensor::from(scores, {150}),
                           Tensor::from(std::vector<std::int64_t>(150, 1), {150}),
                           {"no", "yes"}};
    const Interval i =
        *evaluate(p, {.metrics = {"accuracy"}, .replicates = 300}).metric("accuracy").interval;
    covered += i.low <= 0.8 && 0.8 <= i.high;
  }
  EXPECT_GE(covered, 180);
  EXPECT_LE(covered, 199);
}

TEST(Bootstrap, GivesTheSameBitsForEveryNumberOfThreads) {
  const int before = omp_get_max_threads();
  std::vector<Evaluation> runs;
  for (const int threads : {1, 2, 3}) {
    omp_set_num_threads(threads);
    runs.push_back(evaluate(three_classes(), {.replicates = 200, .seed = 5}));
  }
  omp_set_num_threads(before);
  for (std::size_t m = 0; m < runs[0].metrics.size(); ++m)
    for (std::size_t run = 1; run < runs.size(); ++run) {
      EXPECT_EQ(runs[run].metrics[m].interval->low, runs[0].metrics[m].interval->low);
      EXPECT_EQ(runs[run].metrics[m].interval->high, runs[0].metrics[m].interval->high);
    }
}

TEST(Bootstrap, DependsOnItsSeed) {
  const auto low = [](std::uint64_t seed) {
    const Predictions p = coin(97, 50);
    return evaluate(p, {.metrics = {"log_loss"}, .replicates = 50, .seed = seed})
        .metrics[0]
        .interval->low;
  };
  EXPECT_EQ(low(1), low(1));
  EXPECT_NE(low(1), low(2));
}

TEST(Quantile, IsLinearBetweenNeighbours) {
  const std::vector<double> sorted = {10, 20, 40};
  EXPECT_DOUBLE_EQ(quantile(sorted, 0), 10);
  EXPECT_DOUBLE_EQ(quantile(sorted, 0.25), 15);
  EXPECT_DOUBLE_EQ(quantile(sorted, 0.75), 30);
  EXPECT_DOUBLE_EQ(quantile(sorted, 1), 40);
  EXPECT_DOUBLE_EQ(quantile({7}, 0.3), 7);
}

TEST(Baseline, OfClassesCallsTheMajorityOfTheTrainingRows) {
  EvaluateOptions options{.replicates = 0};
  options.training_truth = Tensor::from(std::vector<std::int64_t>{2, 2, 2, 1}, {4});
  const Evaluation e = evaluate(three_classes(), options);
  ASSERT_EQ(e.baselines.size(), 1U);
  EXPECT_EQ(e.baselines[0].name, "majority");
  EXPECT_EQ(e.baselines[0].metrics[0].name, "accuracy");
  EXPECT_DOUBLE_EQ(*e.baselines[0].metrics[0].value, 0.4);
  for (const MetricValue& metric : e.baselines[0].metrics)
    if (metric.name == "roc_auc") {
      EXPECT_DOUBLE_EQ(*metric.value, 0.5);
    }
}

TEST(Baseline, OfNumbersIsTheMeanOfTheTrainingRows) {
  EvaluateOptions options{.replicates = 0};
  options.training_truth = Tensor::from(std::vector<double>{1, 4}, {2});
  const Evaluation e = evaluate({Tensor::from(std::vector<float>{5, 5}, {2, 1}),
                                 Tensor::from(std::vector<float>{4, 2}, {2, 1})},
                                options);
  EXPECT_EQ(e.baselines[0].name, "mean");
  EXPECT_DOUBLE_EQ(*e.baselines[0].metrics[0].value, 1) << "|2.5 - 4| and |2.5 - 2|";
}

TEST(Baseline, OfAnotherModelIsAddedByName) {
  Evaluation e = evaluate(three_classes(), {.replicates = 0});
  add_baseline(e, "trees", text("boosted trees", "提升树"), three_classes());
  EXPECT_EQ(e.baselines[0].metrics[0].value, e.metrics[0].value);
  Predictions fewer = three_classes();
  fewer.scores = fewer.scores.rows(0, 4);
  fewer.truth = fewer.truth.rows(0, 4);
  EXPECT_THROW(add_baseline(e, "other", text("other", "其他"), fewer), Error);
}

TEST(Evaluation, NamesAMetricThatWasNotEvaluated) {
  EXPECT_THROW((void)Evaluation{}.metric("accuracy"), Error);
}

}  // namespace
}  // namespace ingot
