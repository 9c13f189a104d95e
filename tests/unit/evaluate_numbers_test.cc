#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "evaluate/compare_numbers.h"
#include "evaluate/conformal.h"
#include "evaluate/draws.h"
#include "evaluate/residuals.h"

namespace ingot {
namespace {

double normal(Draws& draws) {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += static_cast<double>(draws.below(1 << 24)) / (1 << 24);
  return sum;
}

// Predictions of 0 to 100 with errors of deviation 1 + grows * prediction.
Predictions numbers(std::int64_t rows, double grows, std::uint32_t run) {
  Draws draws(7, 41, run);
  Predictions p{Tensor(f32, {rows, 1}), Tensor(f32, {rows, 1})};
  for (std::int64_t row = 0; row < rows; ++row) {
    const double predicted = static_cast<double>(draws.below(10001)) / 100;
    p.scores.set(row, predicted);
    p.truth.set(row, predicted + (1 + grows * predicted) * normal(draws));
  }
  return p;
}

// How often intervals of 90 % of `calibrated` rows hold further rows, over many runs.
double coverage(std::int64_t calibrated, double grows) {
  double covered = 0;
  constexpr std::uint32_t kRuns = 200;
  for (std::uint32_t run = 0; run < kRuns; ++run) {
    const auto intervals = fit_intervals(numbers(calibrated, grows, 2 * run), {.seed = run});
    covered += judge_intervals(*intervals, numbers(200, grows, 2 * run + 1)).covered / kRuns;
  }
  return covered;
}

TEST(ConformalIntervals, HoldWhatTheyPromise) {
  // By theory the mean lies between 0.9 and 0.9 + 1 / (n + 1); 200 x 200 rows are off by 0.005.
  for (const double grows : {0.0, 0.2}) {
    EXPECT_NEAR(coverage(99, grows), 0.9, 0.012) << grows;
    EXPECT_NEAR(coverage(1000, grows), 0.9, 0.01) << grows;
  }
}

TEST(ConformalIntervals, VaryWithThePredictionWhereThatMakesThemNarrower) {
  const auto even = fit_intervals(numbers(2000, 0, 1)),
             uneven = fit_intervals(numbers(2000, 0.2, 1));
  EXPECT_TRUE(even->edges.empty());
  EXPECT_EQ(even->rows, 2000);
  ASSERT_FALSE(uneven->edges.empty());
  EXPECT_EQ(uneven->rows, 1000);
  EXPECT_GT(uneven->reach.back(), 3 * uneven->reach.front());
  // Both ends of the predictions are covered as promised, not only all rows together.
  const Predictions fresh = numbers(20000, 0.2, 2);
  double rows = 0, covered = 0;
  for (std::int64_t row = 0; row < 20000; ++row) {
    if (fresh.scores.at(row) > 10) continue;
    const auto [low, high] = uneven->around(static_cast<float>(fresh.scores.at(row)));
    rows += 1;
    covered += fresh.truth.at(row) >= low && fresh.truth.at(row) <= high;
  }
  EXPECT_NEAR(covered / rows, 0.9, 0.06);
}

TEST(ConformalIntervals, AreTheOrderStatisticOfTheErrors) {
  Predictions p{Tensor::zeros({f32, {19, 1}}), Tensor(f32, {19, 1})};
  for (std::int64_t row = 0; row < 19; ++row)
    p.truth.set(row, static_cast<double>((row * 7 % 19 + 1) * (row % 2 == 0 ? 1 : -1)));
  // ceil(20 * 0.9) = 18 of the errors 1 ... 19.
  const auto intervals = fit_intervals(p);
  ASSERT_TRUE(intervals);
  EXPECT_EQ(intervals->reach, std::vector<double>{18});
  const Tensor ends = intervals->around(Tensor::from(std::vector<float>{2, 30}, {2, 1}));
  EXPECT_EQ(ends.shape(), (Shape{2, 2}));
  EXPECT_EQ(ends.at(0), -16);
  EXPECT_EQ(ends.at(1), 20);
  EXPECT_EQ(ends.at(3), 48);
}

TEST(ConformalIntervals, OfTooFewRowsAreNoneAndOfClassesAnError) {
  EXPECT_FALSE(fit_intervals(numbers(8, 0, 1)));
  EXPECT_TRUE(fit_intervals(numbers(9, 0, 1)));
  // Enough in all, but not of each part: the reach is the same everywhere.
  EXPECT_TRUE(fit_intervals(numbers(1200, 0.2, 1), {.level = 0.999})->edges.empty());
  const Predictions classes{
      Tensor::full({f32, {4, 2}}, 0.5), Tensor::zeros({i64, {4}}), {"a", "b"}};
  EXPECT_THROW((void)fit_intervals(classes), Error);
}

TEST(ConformalIntervals, OfExactPredictionsAreOfWidthZero) {
  Predictions p = numbers(500, 0, 1);
  p.truth = p.scores;
  const auto intervals = fit_intervals(p);
  for (const double reach : intervals->reach) EXPECT_EQ(reach, 0);
  EXPECT_EQ(judge_intervals(*intervals, p).covered, 1);
}

TEST(PredictionIntervalsOfAProduct, ComeBackFromTheManifestOrAreRefused) {
  const PredictionIntervals intervals{0.9, {1.5, 3}, {0.1, 0.25, 7}, 120};
  const PredictionIntervals back =
      intervals_from_json(nlohmann::json::parse(to_json(intervals).dump()));
  EXPECT_EQ(back.edges, intervals.edges);
  EXPECT_EQ(back.reach, intervals.reach);
  EXPECT_EQ(back.around(1.5F)[0], 1.5F - 0.1F);
  EXPECT_EQ(back.around(1.6F)[1], 1.6F + 0.25F);
  for (const char* key : {"level", "edges", "reach", "rows"}) {
    nlohmann::json damaged = to_json(intervals);
    damaged.erase(key);
    EXPECT_THROW((void)intervals_from_json(damaged), Error) << key;
  }
  nlohmann::json damaged = to_json(intervals);
  damaged["reach"].erase(0);
  EXPECT_THROW((void)intervals_from_json(damaged), Error);
}

TEST(ResidualsOfNumbers, AreCountedInBinsAndWorstWhereErrorsAreLargest) {
  const Predictions p = numbers(2000, 0.2, 3);
  const Residuals r = residuals_of(p);
  double mean = 0, squares = 0;
  for (std::int64_t row = 0; row < 2000; ++row) {
    const double residual = p.truth.at(row) - p.scores.at(row);
    mean += residual / 2000;
    squares += residual * residual / 2000;
  }
  EXPECT_NEAR(r.mean, mean, 1e-9);
  EXPECT_NEAR(r.deviation, std::sqrt(squares - mean * mean), 1e-6);
  EXPECT_EQ(r.points.size(), 500U);
  std::int64_t rows = 0;
  for (const HistogramBin& bin : r.histogram) rows += bin.rows;
  EXPECT_EQ(rows, 2000);
  ASSERT_EQ(r.bins.size(), 10U);
  EXPECT_EQ(r.worst, 9U);
  for (const ResidualBin& bin : r.bins) {
    double count = 0, absolute = 0;
    for (std::int64_t row = 0; row < 2000; ++row) {
      if (p.scores.at(row) < bin.low || p.scores.at(row) > bin.high) continue;
      count += 1;
      absolute += std::abs(p.truth.at(row) - p.scores.at(row));
    }
    // Equal predictions may lie on both sides of a border.
    EXPECT_NEAR(count, static_cast<double>(bin.rows), 3);
    EXPECT_NEAR(absolute / count, bin.absolute, 0.05 * bin.absolute);
  }
  const std::string worst = fmt::format("to {:.4g} are off most", r.bins[9].high);
  EXPECT_NE(describe(r).en.find(worst), std::string::npos) << describe(r).en;
}

TEST(ResidualsOfNumbers, SayWhenPredictionsAreTooLowAsAWhole) {
  Predictions p = numbers(400, 0, 4);
  EXPECT_EQ(describe(residuals_of(p)).en.find("too "), std::string::npos);
  for (std::int64_t row = 0; row < 400; ++row) p.truth.set(row, p.truth.at(row) + 5);
  EXPECT_NE(describe(residuals_of(p)).en.find("too low"), std::string::npos);
  p.truth = p.scores;
  EXPECT_EQ(residuals_of(p).histogram.size(), 1U);
}

TEST(NumberComparisonOfModels, CoversTheTrueDifference) {
  constexpr std::uint32_t kRuns = 150;
  int absolute = 0, squared = 0;
  const double mean_of_normal = std::sqrt(2 / 3.14159265358979);
  for (std::uint32_t run = 0; run < kRuns; ++run) {
    Draws draws(7, 42, run);
    Predictions first{Tensor(f32, {300, 1}), Tensor::zeros({f32, {300, 1}})}, second = first;
    for (std::int64_t row = 0; row < 300; ++row) {
      const double common = normal(draws);
      first.scores.set(row, 2 * common);
      second.scores.set(row, common);
    }
    const NumberComparison c = compare_numbers(first, second, run);
    absolute += c.absolute.low <= -mean_of_normal && c.absolute.high >= -mean_of_normal;
    squared += c.squared.low <= -3 && c.squared.high >= -3;
  }
  RecordProperty("absolute", absolute);
  RecordProperty("squared", squared);
  EXPECT_GE(absolute, 132);
  EXPECT_GE(squared, 129);
}

TEST(NumberComparisonOfModels, AgreesWithTheMetricsAndSaysSo) {
  const Predictions a = numbers(500, 0.1, 5);
  Predictions b = a;
  b.scores = a.scores.clone();
  for (std::int64_t row = 0; row < 500; ++row)
    b.scores.set(row, (a.scores.at(row) + a.truth.at(row)) / 2);
  const NumberComparison c = compare_numbers(a, b);
  EXPECT_NEAR(c.first_mae, *compute_metric("mae", a), 1e-9);
  EXPECT_NEAR(c.second_rmse, *compute_metric("rmse", b), 1e-9);
  EXPECT_LT(c.absolute.high, 0);
  const Text words =
      describe(c, text("the linear model", "线性模型"), text("this model", "本模型"));
  EXPECT_NE(words.en.find("Beside the linear model, this model is off by 2.317 less on average"),
            std::string::npos)
      << words.en;
  const NumberComparison same = compare_numbers(a, a);
  EXPECT_EQ(same.absolute.low, 0);
  EXPECT_NE(describe(same, text("a", "甲"), text("b", "乙")).en.find("within the chance"),
            std::string::npos);
}

TEST(NumberComparisonOfModels, RefusesOtherRowsAndClasses) {
  const Predictions a = numbers(50, 0, 6);
  EXPECT_THROW((void)compare_numbers(a, numbers(50, 0, 7)), Error);
  EXPECT_THROW((void)compare_numbers(a, numbers(49, 0, 6)), Error);
  const Predictions classes{
      Tensor::full({f32, {4, 2}}, 0.5), Tensor::zeros({i64, {4}}), {"a", "b"}};
  EXPECT_THROW((void)compare_numbers(classes, classes), Error);
}

}  // namespace
}  // namespace ingot
