#include <gtest/gtest.h>

#include <cmath>

#include "evaluate/draws.h"
#include "evaluate/learning_curve.h"

namespace ingot {
namespace {

/// Three trainings at each of six sizes, their errors measured on `test_rows` rows.
std::vector<LearningPoint> trainings(const PowerLaw& law, double test_rows, std::uint32_t run) {
  Draws draws(3, 21, run);
  std::vector<LearningPoint> points;
  for (std::int64_t rows = 500; rows <= 16000; rows *= 2)
    for (int repeat = 0; repeat < 3; ++repeat) {
      double noise = -6;
      for (int i = 0; i < 12; ++i) noise += static_cast<double>(draws.below(1 << 20)) / (1 << 20);
      const double error = law.at(static_cast<double>(rows));
      points.push_back(
          {rows, std::max(0.0, error + noise * std::sqrt(error * (1 - error) / test_rows))});
    }
  return points;
}

TEST(LearningCurveFit, RecoversAKnownPowerLaw) {
  const PowerLaw law{0.03, 2.5, 0.5};
  const LearningCurve curve = fit_learning_curve(trainings(law, 1e12, 0));
  EXPECT_NEAR(curve.law.floor, 0.03, 0.002);
  EXPECT_NEAR(curve.law.power, 0.5, 0.02);
  ASSERT_EQ(curve.forecasts.size(), 3U);
  for (const Forecast& f : curve.forecasts) {
    EXPECT_NEAR(f.error, law.at(16000 * f.times), 5e-4);
    EXPECT_NEAR(f.gain, law.at(16000) - law.at(f.rows), 5e-4);
  }
  EXPECT_EQ(curve.forecasts[2].rows, 160000);
}

TEST(LearningCurveFit, IntervalsCoverWhatMoreDataBring) {
  const PowerLaw law{0.02, 1.5, 0.4};
  constexpr std::uint32_t kRuns = 100;
  int covered_error = 0, covered_gain = 0;
  for (std::uint32_t run = 0; run < kRuns; ++run) {
    const LearningCurve curve = fit_learning_curve(trainings(law, 5000, run),
                                                   {.times = {4}, .replicates = 200, .seed = run});
    const Forecast& f = curve.forecasts[0];
    const double error = law.at(f.rows), gain = law.at(16000) - error;
    covered_error += f.error_low <= error && error <= f.error_high;
    covered_gain += f.gain_low <= gain && gain <= f.gain_high;
  }
  RecordProperty("covered_error", covered_error);
  RecordProperty("covered_gain", covered_gain);
  EXPECT_GE(covered_error, 88);
  EXPECT_GE(covered_gain, 88);
}

TEST(LearningCurveFit, SaysInWordsWhatMoreDataWouldBring) {
  const Text steep = describe(fit_learning_curve(trainings({0, 3, 0.4}, 1e8, 0)));
  EXPECT_NE(steep.en.find("2 times the data would bring about 1.5 points"), std::string::npos)
      << steep.en;
  EXPECT_NE(steep.zh.find("数据量增至 2 倍"), std::string::npos);
  std::vector<LearningPoint> flat;
  for (const std::int64_t rows : {100, 200, 400, 800}) flat.push_back({rows, 0.1});
  EXPECT_NE(describe(fit_learning_curve(flat)).en.find("flat"), std::string::npos);
}

TEST(LearningCurveFit, HandlesErrorsOfZeroAndRefusesTooFewSizes) {
  std::vector<LearningPoint> perfect;
  for (const std::int64_t rows : {100, 200, 400, 800}) perfect.push_back({rows, 0});
  EXPECT_EQ(fit_learning_curve(perfect).forecasts[0].error, 0);
  EXPECT_THROW((void)fit_learning_curve({{100, 0.1}, {100, 0.2}, {200, 0.1}, {200, 0.1}}), Error);
  EXPECT_THROW((void)fit_learning_curve({{1, 0.1}, {2, 0.2}, {3, -0.1}, {4, 0.1}}), Error);
}

}  // namespace
}  // namespace ingot
