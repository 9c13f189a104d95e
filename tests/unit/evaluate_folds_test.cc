#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "data/folds.h"
#include "evaluate/cross_validation.h"
#include "evaluate/draws.h"

namespace ingot {
namespace {

std::vector<std::int64_t> labels_of(const std::vector<int>& rows_per_class) {
  std::vector<std::int64_t> labels;
  for (std::size_t c = 0; c < rows_per_class.size(); ++c)
    labels.insert(labels.end(), static_cast<std::size_t>(rows_per_class[c]),
                  static_cast<std::int64_t>(c));
  return labels;
}

std::map<std::int64_t, int> count_classes_of(const std::vector<std::int64_t>& rows,
                                             const std::vector<std::int64_t>& labels) {
  std::map<std::int64_t, int> counts;
  for (const std::int64_t row : rows) ++counts[labels[static_cast<std::size_t>(row)]];
  return counts;
}

/// Every row is held out once in each repeat and trained on in all other folds.
void expect_partition(const std::vector<Fold>& folds, std::size_t num_rows, std::size_t num_folds) {
  ASSERT_EQ(folds.size() % num_folds, 0U);
  for (std::size_t first = 0; first < folds.size(); first += num_folds) {
    std::set<std::int64_t> seen;
    for (std::size_t f = first; f < first + num_folds; ++f) {
      const Fold& fold = folds[f];
      EXPECT_TRUE(std::ranges::is_sorted(fold.train));
      EXPECT_EQ(fold.train.size() + fold.held_out.size(), num_rows);
      std::set<std::int64_t> both(fold.train.begin(), fold.train.end());
      both.insert(fold.held_out.begin(), fold.held_out.end());
      EXPECT_EQ(both.size(), num_rows);
      seen.insert(fold.held_out.begin(), fold.held_out.end());
    }
    EXPECT_EQ(seen.size(), num_rows);
  }
}

TEST(StratifiedFolds, GiveEveryFoldItsShareOfEveryClass) {
  const std::vector<std::int64_t> labels = labels_of({53, 101, 7});
  const std::vector<Fold> folds = stratified_folds(labels, {.folds = 5, .repeats = 3, .seed = 4});
  ASSERT_EQ(folds.size(), 15U);
  expect_partition(folds, labels.size(), 5);
  for (const Fold& fold : folds) {
    EXPECT_NEAR(static_cast<double>(fold.held_out.size()), 161.0 / 5, 1);
    const auto counts = count_classes_of(fold.held_out, labels);
    EXPECT_NEAR(counts.at(0), 53.0 / 5, 1);
    EXPECT_NEAR(counts.at(1), 101.0 / 5, 1);
    EXPECT_NEAR(counts.at(2), 7.0 / 5, 1);
  }
}

TEST(StratifiedFolds, AreAFunctionOfTheSeedAndDifferBetweenRepeats) {
  const std::vector<std::int64_t> labels = labels_of({40, 40});
  const FoldOptions options{.folds = 4, .repeats = 2, .seed = 7};
  const std::vector<Fold> once = stratified_folds(labels, options);
  const std::vector<Fold> again = stratified_folds(labels, options);
  for (std::size_t f = 0; f < once.size(); ++f) EXPECT_EQ(once[f].held_out, again[f].held_out);
  EXPECT_NE(once[0].held_out, once[4].held_out);
  EXPECT_NE(once[0].held_out, stratified_folds(labels, {.folds = 4, .seed = 8})[0].held_out);
}

TEST(StratifiedFolds, RefuseWhatCannotBeDealt) {
  EXPECT_THROW((void)stratified_folds({0, 1, 0}, {.folds = 4}), Error);
  EXPECT_THROW((void)stratified_folds({0, 1, 0}, {.folds = 1}), Error);
}

TEST(GroupedFolds, NeverHaveAGroupOnBothSides) {
  std::vector<std::int64_t> labels, groups;
  for (std::int64_t row = 0; row < 600; ++row) {
    // Groups of 1 to 12 rows, mostly of one class.
    groups.push_back(static_cast<std::int64_t>(std::sqrt(2.0 * static_cast<double>(row) * 4)));
    labels.push_back((groups.back() % 3 == 0) != (row % 11 == 0) ? 1 : 0);
  }
  const std::vector<Fold> folds = grouped_folds(labels, groups, {.folds = 5, .repeats = 2});
  expect_partition(folds, labels.size(), 5);
  const auto all = static_cast<double>(std::ranges::count(labels, 1)) / 600;
  for (const Fold& fold : folds) {
    std::set<std::int64_t> trained;
    for (const std::int64_t row : fold.train) trained.insert(groups[static_cast<std::size_t>(row)]);
    for (const std::int64_t row : fold.held_out)
      EXPECT_FALSE(trained.contains(groups[static_cast<std::size_t>(row)]));
    EXPECT_NEAR(static_cast<double>(fold.held_out.size()), 120, 15);
    const int positive = count_classes_of(fold.held_out, labels)[1];
    EXPECT_NEAR(positive / static_cast<double>(fold.held_out.size()), all, 0.05);
  }
}

TEST(GroupedFolds, RefuseFewerGroupsThanFolds) {
  EXPECT_THROW((void)grouped_folds({0, 1, 0, 1}, {1, 1, 2, 2}, {.folds = 3}), Error);
}

// Mean 0.82, squared deviations 0.0001 + 0.0009 + 0 + 0.0004 + 0.0016 = 0.003, variance 0.00075,
// (1/5 + 1/4) * 0.00075 = 0.0003375; t(0.975, 4) = 2.7764451.
TEST(CrossValidationSummary, AgreesWithNadeauAndBengioByHand) {
  const CrossValidation c = combine_folds({0.81, 0.85, 0.82, 0.84, 0.78}, 0.25);
  EXPECT_NEAR(c.mean, 0.82, 1e-12);
  EXPECT_NEAR(c.deviation, std::sqrt(0.00075), 1e-12);
  EXPECT_NEAR(c.standard_error, std::sqrt(0.0003375), 1e-12);
  EXPECT_NEAR(c.high - c.mean, 2.7764451 * std::sqrt(0.0003375), 1e-8);
  EXPECT_NEAR(c.mean - c.low, c.high - c.mean, 1e-12);
}

TEST(CrossValidationSummary, NeedsTwoFiniteFolds) {
  EXPECT_THROW((void)combine_folds({0.5}, 0.25), Error);
  EXPECT_THROW((void)combine_folds({0.5, std::nan("")}, 0.25), Error);
}

// The model is the mean of the training rows of a standard normal: its expected squared error on
// another row is 1 + 1 / rows trained on.
TEST(CrossValidationSummary, CoversTheErrorThatItEstimates) {
  constexpr std::uint32_t kRuns = 300;
  constexpr std::size_t kRows = 60;
  int covered = 0;
  for (std::uint32_t run = 0; run < kRuns; ++run) {
    Draws draws(1, 99, run);
    std::vector<double> y(kRows);
    for (double& v : y) {
      v = -6;
      for (int i = 0; i < 12; ++i) v += static_cast<double>(draws.below(1 << 20)) / (1 << 20);
    }
    std::vector<double> errors;
    const std::vector<std::int64_t> labels(kRows, 0);
    for (const Fold& fold : stratified_folds(labels, {.folds = 5, .repeats = 2, .seed = run})) {
      double mean = 0, error = 0;
      for (const std::int64_t row : fold.train) mean += y[static_cast<std::size_t>(row)] / 48;
      for (const std::int64_t row : fold.held_out) {
        const double off = y[static_cast<std::size_t>(row)] - mean;
        error += off * off / 12;
      }
      errors.push_back(error);
    }
    const CrossValidation c = combine_folds(errors, 0.25);
    covered += c.low <= 1 + 1.0 / 48 && 1 + 1.0 / 48 <= c.high;
  }
  RecordProperty("covered", covered);
  EXPECT_GE(covered, 0.88 * kRuns);
}

}  // namespace
}  // namespace ingot
