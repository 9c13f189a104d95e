#include <gtest/gtest.h>

#include <cmath>

#include "data/folds.h"
#include "evaluate/compare_models.h"
#include "evaluate/draws.h"
#include "evaluate/label_errors.h"
#include "evaluate/temperature.h"

namespace ingot {
namespace {

/// Numbers for simulated rows.
class Chance {
 public:
  explicit Chance(std::uint32_t run) : draws_(5, 77, run) {}
  double share() { return static_cast<double>(draws_.below(1 << 24)) / (1 << 24); }
  double normal() {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += share();
    return sum;
  }
  std::size_t below(std::size_t n) { return draws_.below(n); }

 private:
  Draws draws_;
};

std::vector<float> softmax(const std::vector<double>& logits, double scale) {
  std::vector<float> p;
  double sum = 0;
  for (const double logit : logits) sum += std::exp(scale * logit);
  for (const double logit : logits) p.push_back(static_cast<float>(std::exp(scale * logit) / sum));
  return p;
}

/// Truth drawn from softmax(logits), stated as softmax(scale * logits): the right temperature is
/// `scale`.
Predictions stated_too_sure(std::int64_t rows, double scale, std::uint32_t run) {
  Chance chance(run);
  std::vector<float> scores;
  std::vector<std::int64_t> truth;
  for (std::int64_t row = 0; row < rows; ++row) {
    const std::vector<double> logits = {1.5 * chance.normal(), 1.5 * chance.normal(),
                                        1.5 * chance.normal()};
    const std::vector<float> honest = softmax(logits, 1), stated = softmax(logits, scale);
    const double at = chance.share();
    truth.push_back(at < honest[0] ? 0 : at < honest[0] + honest[1] ? 1 : 2);
    scores.insert(scores.end(), stated.begin(), stated.end());
  }
  return {Tensor::from(scores, {rows, 3}), Tensor::from(truth, {rows}), {"a", "b", "c"}};
}

TEST(Temperature, FindsHowMuchTooSureAModelIs) {
  for (const double scale : {0.5, 1.0, 2.5})
    EXPECT_NEAR(fit_temperature(stated_too_sure(8000, scale, 1)), scale, 0.06 * scale);
}

TEST(Temperature, PaysOnOtherRowsWhereTheModelWasTooSure) {
  const double t = fit_temperature(stated_too_sure(3000, 2.5, 1));
  const TemperatureEffect effect = judge_temperature(t, stated_too_sure(3000, 2.5, 2));
  EXPECT_TRUE(effect.pays());
  EXPECT_LT(effect.log_loss_after, effect.log_loss_before);
  EXPECT_LT(effect.ece_after, 0.5 * effect.ece_before);
  EXPECT_EQ(effect.before.size(), effect.after.size());
  EXPECT_EQ(effect.rows, 3000);
}

TEST(Temperature, DoesNotPayWhereConfidenceIsHonest) {
  int paid = 0;
  for (std::uint32_t run = 0; run < 20; ++run) {
    const double t = fit_temperature(stated_too_sure(1000, 1, 2 * run));
    paid += judge_temperature(t, stated_too_sure(1000, 1, 2 * run + 1)).pays();
  }
  RecordProperty("paid", paid);
  EXPECT_LE(paid, 3);
}

TEST(Temperature, LeavesTheOrderOfClassesAlone) {
  const Tensor p = Tensor::from(std::vector<float>{0.7F, 0.2F, 0.1F, 0, 0.5F, 0.5F}, {2, 3});
  const Tensor same = apply_temperature(p, 1), hot = apply_temperature(p, 4);
  for (std::int64_t i = 0; i < 6; ++i) EXPECT_NEAR(same.at(i), p.at(i), 1e-6);
  EXPECT_GT(hot.at(0), hot.at(1));
  EXPECT_LT(hot.at(0), 0.7);
  EXPECT_FLOAT_EQ(static_cast<float>(hot.at(4)), static_cast<float>(hot.at(5)));
  const Tensor one = apply_temperature(Tensor::from(std::vector<float>{0.8F}, {1}), 2);
  EXPECT_NEAR(one.at(0), 2.0 / 3, 1e-6);  // sqrt(4) / (sqrt(4) + 1)
}

TEST(Temperature, IsOneWhereNoTemperatureMatters) {
  const Predictions even = {Tensor::full({f32, {5, 2}}, 0.5),
                            Tensor::from(std::vector<std::int64_t>{0, 1, 1, 1, 0}, {5}),
                            {"a", "b"}};
  EXPECT_EQ(fit_temperature(even), 1);
}

TEST(Temperature, StaysInItsLimitsWhereEveryRowIsRight) {
  const Predictions p = {Tensor::from(std::vector<float>{0.9F, 0.1F, 0.2F, 0.8F}, {2, 2}),
                         Tensor::from(std::vector<std::int64_t>{0, 1}, {2}),
                         {"a", "b"}};
  EXPECT_NEAR(fit_temperature(p), 0.05, 1e-6);
  EXPECT_THROW((void)fit_temperature({p.scores, p.scores}), Error);
}

/// Four clouds of points in the plane.
struct Clouds {
  std::vector<std::array<double, 2>> points;
  std::vector<std::int64_t> truth, labels;  ///< labels: some are flipped
};

Clouds make_clouds(std::size_t rows, double flipped, std::uint32_t run) {
  Chance chance(run);
  Clouds clouds;
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t c = chance.below(4);
    const double angle = 1.5708 * static_cast<double>(c);
    clouds.points.push_back(
        {2.6 * std::cos(angle) + chance.normal(), 2.6 * std::sin(angle) + chance.normal()});
    clouds.truth.push_back(static_cast<std::int64_t>(c));
    const bool flip = chance.share() < flipped;
    clouds.labels.push_back(static_cast<std::int64_t>(flip ? (c + 1 + chance.below(3)) % 4 : c));
  }
  return clouds;
}

/// Probabilities of each row by class means that were fitted, on the given labels, without its
/// fold.
Predictions out_of_fold(const Clouds& clouds) {
  const auto rows = static_cast<std::int64_t>(clouds.points.size());
  Tensor scores(f32, {rows, 4});
  for (const Fold& fold : stratified_folds(clouds.labels, {.folds = 5})) {
    std::array<std::array<double, 3>, 4> sums{};
    for (const std::int64_t row : fold.train) {
      const auto i = static_cast<std::size_t>(row);
      auto& sum = sums[static_cast<std::size_t>(clouds.labels[i])];
      sum[0] += clouds.points[i][0], sum[1] += clouds.points[i][1], ++sum[2];
    }
    for (const std::int64_t row : fold.held_out) {
      const auto& x = clouds.points[static_cast<std::size_t>(row)];
      std::vector<double> logits;
      for (const auto& sum : sums)
        logits.push_back(
            -0.5 * (std::pow(x[0] - sum[0] / sum[2], 2) + std::pow(x[1] - sum[1] / sum[2], 2)));
      const std::vector<float> p = softmax(logits, 1);
      for (std::int64_t c = 0; c < 4; ++c) scores.set(row * 4 + c, p[static_cast<std::size_t>(c)]);
    }
  }
  return {scores, Tensor::from(clouds.labels, {rows}), {"a", "b", "c", "d"}};
}

TEST(LabelErrorSearch, FindsFlippedLabelsAmongItsFirstSuspects) {
  const Clouds clouds = make_clouds(5000, 0.02, 3);
  const LabelErrors found = find_label_errors(out_of_fold(clouds));
  ASSERT_GE(found.suspects.size(), 100U);
  int right = 0;
  for (std::size_t i = 0; i < 100; ++i) {
    const auto row = static_cast<std::size_t>(found.suspects[i].row);
    right += clouds.truth[row] != clouds.labels[row] &&
             static_cast<std::size_t>(clouds.truth[row]) == found.suspects[i].suggested;
  }
  EXPECT_GE(right, 60) << "of the first 2 %";
  RecordProperty("precision_of_first_2_percent", right);
  EXPECT_TRUE(std::ranges::is_sorted(found.suspects, {}, &LabelSuspect::margin));
}

TEST(LabelErrorSearch, EstimatesHowManyLabelsAreWrong) {
  const Clouds clouds = make_clouds(8000, 0.1, 4);
  std::int64_t flipped = 0;
  for (std::size_t row = 0; row < clouds.truth.size(); ++row)
    flipped += clouds.truth[row] != clouds.labels[row];
  const LabelErrors found = find_label_errors(out_of_fold(clouds));
  RecordProperty("estimated", static_cast<int>(found.estimated_rows));
  RecordProperty("flipped", static_cast<int>(flipped));
  EXPECT_NEAR(found.estimated_rows, static_cast<double>(flipped),
              0.35 * static_cast<double>(flipped));
  EXPECT_EQ(found.noise.size(), 12U);
  for (const LabelNoise& noise : found.noise) EXPECT_LT(noise.share, 0.1);
}

TEST(LabelErrorSearch, CountsTheConfidentJointByHand) {
  // Thresholds: a (0.9 + 0.2) / 2 = 0.55, b (0.7 + 0.5) / 2 = 0.6.
  const Predictions p = {
      Tensor::from(std::vector<float>{0.9F, 0.1F, 0.2F, 0.8F, 0.3F, 0.7F, 0.5F, 0.5F}, {4, 2}),
      Tensor::from(std::vector<std::int64_t>{0, 0, 1, 1}, {4}),
      {"a", "b"}};
  const LabelErrors found = find_label_errors(p);
  EXPECT_NEAR(found.thresholds[0], 0.55, 1e-6);
  EXPECT_NEAR(found.thresholds[1], 0.6, 1e-6);
  EXPECT_EQ(found.joint, (std::vector<std::vector<std::int64_t>>{{1, 1}, {0, 1}}));
  ASSERT_EQ(found.suspects.size(), 1U);
  EXPECT_EQ(found.suspects[0].row, 1);
  EXPECT_EQ(found.suspects[0].suggested, 1U);
  EXPECT_NEAR(found.estimated_rows, 1, 1e-12);
}

TEST(DoubtfulRows, ComeWithTheSmallestMarginOrTheHighestEntropyFirst) {
  const Predictions p = {
      Tensor::from(std::vector<float>{0.5F, 0.49F, 0.01F, 0.4F, 0.3F, 0.3F, 0.9F, 0.05F, 0.05F},
                   {3, 3}),
      Tensor::from(std::vector<std::int64_t>{0, 0, 0}, {3}),
      {"a", "b", "c"}};
  const std::vector<DoubtfulRow> margin = most_doubtful(p, DoubtBy::margin, 2);
  ASSERT_EQ(margin.size(), 2U);
  EXPECT_EQ(margin[0].row, 0);
  EXPECT_EQ(margin[0].second, 1U);
  const std::vector<DoubtfulRow> entropy = most_doubtful(p, DoubtBy::entropy, 9);
  EXPECT_EQ(entropy[0].row, 1);
  EXPECT_NEAR(entropy[0].entropy, -(0.4 * std::log(0.4) + 0.6 * std::log(0.3)), 1e-6);
  EXPECT_EQ(entropy.size(), 3U);
}

/// Two models that are right with the given shares, each for itself.
std::pair<Predictions, Predictions> two_models(std::int64_t rows, double first, double second,
                                               std::uint32_t run) {
  Chance chance(run);
  std::vector<float> a, b;
  for (std::int64_t row = 0; row < rows; ++row) {
    a.push_back(chance.share() < first ? 0.2F : 0.8F);
    b.push_back(chance.share() < second ? 0.2F : 0.8F);
  }
  const Tensor truth =
      Tensor::from(std::vector<std::int64_t>(static_cast<std::size_t>(rows)), {rows});
  return {{Tensor::from(a, {rows}), truth, {"no", "yes"}},
          {Tensor::from(b, {rows}), truth, {"no", "yes"}}};
}

TEST(ModelComparison, AgreesWithMcNemarByHand) {
  const Tensor truth = Tensor::from(std::vector<std::int64_t>(10), {10});
  const std::vector<float> first = {.1F, .1F, .9F, .9F, .9F, .9F, .9F, .9F, .1F, .9F};
  const std::vector<float> second = {.1F, .1F, .1F, .1F, .1F, .1F, .1F, .1F, .9F, .9F};
  const PairedComparison c = compare_models({Tensor::from(first, {10}), truth, {"no", "yes"}},
                                            {Tensor::from(second, {10}), truth, {"no", "yes"}});
  EXPECT_EQ(c.only_second_right, 6);
  EXPECT_EQ(c.only_first_right, 1);
  EXPECT_NEAR(c.p_value, 2 * 8.0 / 128, 1e-12);  // (1 + 7) / 2^7 on each side
  EXPECT_NEAR(c.second_accuracy - c.first_accuracy, 0.5, 1e-12);
}

TEST(ModelComparison, IntervalCoversTheTrueDifference) {
  int covered = 0, surprised = 0;
  constexpr int kRuns = 150;
  for (std::uint32_t run = 0; run < kRuns; ++run) {
    const auto [a, b] = two_models(400, 0.8, 0.86, run);
    const Interval difference = compare_models(a, b, run).difference;
    covered += difference.low <= 0.06 && 0.06 <= difference.high;
    const auto [c, d] = two_models(400, 0.8, 0.8, 1000 + run);
    surprised += compare_models(c, d).p_value < 0.05;
  }
  RecordProperty("covered", covered);
  RecordProperty("surprised", surprised);
  EXPECT_GE(covered, 0.9 * kRuns);
  EXPECT_LE(surprised, 0.08 * kRuns);
}

TEST(ModelComparison, RefusesOtherRows) {
  const auto [a, b] = two_models(10, 0.8, 0.8, 1);
  const auto [c, d] = two_models(11, 0.8, 0.8, 1);
  EXPECT_THROW((void)compare_models(a, c), Error);
  Predictions other = b;
  other.truth = Tensor::from(std::vector<std::int64_t>(10, 1), {10});
  EXPECT_THROW((void)compare_models(a, other), Error);
}

}  // namespace
}  // namespace ingot
