#include <gtest/gtest.h>

#include <cmath>

#include "evaluate/cost_curve.h"
#include "evaluate/draws.h"
#include "evaluate/gains.h"
#include "evaluate/prediction_file.h"

namespace ingot {
namespace {

// Probabilities in steps, so that some are equal; class 1 is likelier with a higher one.
Predictions scored(std::int64_t rows, int steps, std::uint32_t run) {
  Draws draws(6, 31, run);
  Predictions p{Tensor(f32, {rows, 2}), Tensor(i64, {rows}), {"no", "yes"}};
  for (std::int64_t row = 0; row < rows; ++row) {
    const double yes =
        static_cast<double>(draws.below(static_cast<std::size_t>(steps) + 1)) / steps;
    p.scores.set(2 * row, 1 - yes);
    p.scores.set(2 * row + 1, yes);
    p.truth.set(row, static_cast<double>(draws.below(1000)) < 1000 * yes * yes ? 1 : 0);
  }
  return p;
}

struct Mistakes {
  double fn = 0, fp = 0, hits = 0;
};

Mistakes mistakes_at(const Predictions& p, float threshold) {
  Mistakes m;
  for (std::int64_t row = 0; row < p.truth.num_elements(); ++row) {
    const bool called = static_cast<float>(p.scores.at(2 * row + 1)) >= threshold;
    const bool has = p.truth.at(row) == 1;
    m.fn += has && !called;
    m.fp += !has && called;
    m.hits += has && called;
  }
  return m;
}

TEST(CallThreshold, HasTheLeastCostOfAllThresholds) {
  for (std::uint32_t run = 0; run < 20; ++run)
    for (const ErrorCosts costs : {ErrorCosts{1, 1}, ErrorCosts{5, 1}, ErrorCosts{1, 30}}) {
      const Predictions p = scored(120, 16, run);
      const auto cost = [&](float threshold) {
        const Mistakes m = mistakes_at(p, threshold);
        return costs.fn * m.fn + costs.fp * m.fp;
      };
      const double chosen = cost(cost_threshold(p, costs));
      for (int step = 0; step <= 101; ++step)
        EXPECT_LE(chosen, cost(static_cast<float>(step) / 100)) << run << " " << step;
    }
}

TEST(CallThreshold, IsThatOfTheoryWhereItCostsTheLeast) {
  // Nothing lies between 0.1 and 0.9, and both sides are right.
  const Predictions p{Tensor::from(std::vector<float>{0.9F, 0.1F, 0.1F, 0.9F, 0.1F, 0.9F}, {3, 2}),
                      Tensor::from(std::vector<std::int64_t>{0, 1, 0}, {3}),
                      {"no", "yes"}};
  EXPECT_FLOAT_EQ(cost_threshold(p, {4, 1}), 0.2F);
  EXPECT_FLOAT_EQ(f1_threshold(p), 0.5F);
}

TEST(CallThreshold, MayCallNobodyAndEverybody) {
  const Predictions p = scored(200, 16, 3);
  EXPECT_EQ(mistakes_at(p, cost_threshold(p, {1, 1e6})).fp, 0);
  EXPECT_EQ(mistakes_at(p, cost_threshold(p, {1e6, 1})).fn, 0);
}

TEST(CallThreshold, HasTheHighestF1OfAllThresholds) {
  for (std::uint32_t run = 0; run < 20; ++run) {
    const Predictions p = scored(120, 16, run);
    const auto f1 = [&](float threshold) {
      const Mistakes m = mistakes_at(p, threshold);
      return 2 * m.hits / std::max(2 * m.hits + m.fn + m.fp, 1.0);
    };
    const double chosen = f1(f1_threshold(p));
    for (int step = 0; step <= 100; ++step)
      EXPECT_GE(chosen + 1e-12, f1(static_cast<float>(step) / 100));
  }
}

TEST(CallThreshold, IsOfTwoClassesAlone) {
  const Predictions three{
      Tensor::full({f32, {4, 3}}, 1.0 / 3), Tensor::zeros({i64, {4}}), {"a", "b", "c"}};
  EXPECT_THROW((void)f1_threshold(three), Error);
  EXPECT_THROW((void)cost_threshold(three, {}), Error);
  EXPECT_THROW((void)cost_curve(three, {}), Error);
  EXPECT_THROW((void)cumulative_gains(three), Error);
}

TEST(CallThreshold, ChangesWhatIsCalledAndNoProbability) {
  Predictions p = scored(300, 100, 1);
  const Evaluation before = evaluate(p, {.replicates = 0});
  p.call_from = 0.2F;
  const Evaluation after = evaluate(p, {.replicates = 0});
  for (const char* metric : {"roc_auc", "log_loss", "brier", "ece", "average_precision"})
    EXPECT_EQ(*before.metric(metric).value, *after.metric(metric).value) << metric;
  const Mistakes m = mistakes_at(p, 0.2F);
  EXPECT_NEAR(*after.metric("accuracy").value, 1 - (m.fn + m.fp) / 300, 1e-12);
  EXPECT_NEAR(*after.metric("recall").value, m.hits / (m.hits + m.fn), 1e-12);
  EXPECT_LT(*before.metric("recall").value, *after.metric("recall").value);

  PredictedRows rows{p.scores, p.classes};
  rows.call_from = p.call_from;
  double right = 0;
  for (std::int64_t row = 0; row < rows.size(); ++row)
    right += rows.prediction(row) == p.classes[static_cast<std::size_t>(p.truth.at(row))];
  EXPECT_EQ(right / 300, *after.metric("accuracy").value);
}

TEST(CostCurveOfClasses, CountsAtEachThreshold) {
  Predictions p = scored(250, 37, 2);
  p.call_from = 0.3F;
  const CostCurve curve = cost_curve(p, {5, 2});
  ASSERT_EQ(curve.points.size(), 101U);
  for (const CostPoint& point : curve.points) {
    Mistakes m;
    for (std::int64_t row = 0; row < 250; ++row) {
      const bool called = p.scores.at(2 * row + 1) >= point.threshold;
      m.fn += p.truth.at(row) == 1 && !called;
      m.fp += p.truth.at(row) == 0 && called;
    }
    EXPECT_EQ(point.fn, m.fn) << point.threshold;
    EXPECT_EQ(point.fp, m.fp) << point.threshold;
    EXPECT_NEAR(point.cost, (5 * m.fn + 2 * m.fp) / 250, 1e-12);
  }
  const Mistakes chosen = mistakes_at(p, 0.3F);
  EXPECT_EQ(curve.chosen.fn, chosen.fn);
  EXPECT_EQ(curve.chosen.fp, chosen.fp);
  double yes = 0;
  for (std::int64_t row = 0; row < 250; ++row) yes += p.truth.at(row);
  EXPECT_NEAR(curve.never, 5 * yes / 250, 1e-12);
  EXPECT_NEAR(curve.always, 2 * (250 - yes) / 250, 1e-12);
  EXPECT_NE(describe(curve, "yes").en.find("from a probability of 0.300 on"), std::string::npos);
}

TEST(CumulativeGainsOfClasses, AreTheMeanOverOrdersOfEqualRows) {
  const Predictions p = scored(200, 5, 4);  // six different probabilities
  const CumulativeGains gains = cumulative_gains(p);
  ASSERT_EQ(gains.points.size(), 20U);
  std::vector<double> found(20);
  constexpr int kOrders = 4000;
  Draws draws(6, 32, 0);
  std::vector<std::int64_t> order(200);
  for (std::int64_t row = 0; row < 200; ++row) order[static_cast<std::size_t>(row)] = row;
  for (int i = 0; i < kOrders; ++i) {
    draws.shuffle(std::span(order));
    std::vector<std::int64_t> ranked = order;
    std::ranges::stable_sort(ranked, std::greater{},
                             [&](std::int64_t row) { return p.scores.at(2 * row + 1); });
    double so_far = 0;
    for (std::size_t k = 0; k < 200; ++k) {
      so_far += p.truth.at(ranked[k]);
      if ((k + 1) % 10 == 0) found[k / 10] += so_far / kOrders;
    }
  }
  for (std::size_t i = 0; i < 20; ++i) {
    EXPECT_NEAR(gains.points[i].found * static_cast<double>(gains.positives), found[i], 0.15) << i;
    EXPECT_NEAR(gains.points[i].lift * gains.points[i].share, gains.points[i].found, 1e-12);
  }
  EXPECT_NEAR(gains.points[19].found, 1, 1e-12);
}

TEST(CumulativeGainsOfClasses, OfAPerfectOrderRiseToOneAndOfNoPositivesAreNone) {
  Predictions p{Tensor(f32, {100}), Tensor(i64, {100}), {"no", "yes"}};
  for (std::int64_t row = 0; row < 100; ++row) {
    p.scores.set(row, static_cast<double>(row) / 100);
    p.truth.set(row, row >= 90 ? 1 : 0);
  }
  const CumulativeGains gains = cumulative_gains(p);
  EXPECT_NEAR(gains.points[1].found, 1, 1e-12);
  EXPECT_NEAR(gains.points[1].lift, 10, 1e-12);
  EXPECT_NEAR(gains.points[0].found, 0.5, 1e-12);
  EXPECT_NE(describe(gains, "yes").en.find("100.0% of all \"yes\": 10.0 times"), std::string::npos);
  p.truth = Tensor::zeros({i64, {100}});
  EXPECT_TRUE(cumulative_gains(p).points.empty());
}

}  // namespace
}  // namespace ingot
