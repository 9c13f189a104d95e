#include <gtest/gtest.h>

#include <cmath>

#include "evaluate/draws.h"
#include "evaluate/partial_dependence.h"
#include "features/table_profile.h"

namespace ingot {
namespace {

double share(Draws& draws) { return static_cast<double>(draws.below(1 << 24)) / (1 << 24); }

// About normal, mean 0, deviation 1.
double normal(Draws& draws) {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += share(draws);
  return sum;
}

Table table_of(const std::vector<std::string>& names,
               const std::vector<std::vector<std::string>>& columns) {
  Table table{names, {}};
  for (const std::vector<std::string>& cells : columns) {
    TextColumn column;
    for (const std::string& cell : cells)
      column.push_back(cell.empty() ? std::nullopt : std::optional<std::string_view>(cell));
    table.columns.push_back(std::move(column));
  }
  return table;
}

double number(const Table& rows, const char* column, std::int64_t row) {
  return std::stod(std::string(rows.columns[*rows.find(column)][row]));
}

// Columns a, b and c of numbers with three digits; truth is 3 a + b + noise.
struct Sample {
  Table rows;
  Predictions known;
};

Tensor ask(const Table& rows) {
  Tensor answers(f32, {rows.size(), 1});
  for (std::int64_t row = 0; row < rows.size(); ++row)
    answers.set(row, 3 * number(rows, "a", row) + number(rows, "b", row));
  return answers;
}

Sample sample(std::int64_t rows, double noise, std::uint32_t run) {
  Draws draws(5, 21, run);
  std::vector<std::vector<std::string>> columns(3);
  for (std::int64_t row = 0; row < rows; ++row)
    for (std::vector<std::string>& column : columns)
      column.push_back(fmt::format("{:.3f}", normal(draws)));
  Sample s{table_of({"a", "b", "c"}, columns), {}};
  s.known.scores = ask(s.rows);
  s.known.truth = Tensor(f32, {rows, 1});
  for (std::int64_t row = 0; row < rows; ++row)
    s.known.truth.set(row, s.known.scores.at(row) + noise * normal(draws));
  return s;
}

double variance(const Table& rows, const char* column) {
  double mean = 0, squares = 0;
  const auto n = static_cast<double>(rows.size());
  for (std::int64_t row = 0; row < rows.size(); ++row) mean += number(rows, column, row) / n;
  for (std::int64_t row = 0; row < rows.size(); ++row) {
    const double d = number(rows, column, row) - mean;
    squares += d * d / n;
  }
  return squares;
}

TEST(PermutationImportanceOfColumns, IsTwiceTheVarianceOfWhatALinearModelTakesFromAColumn) {
  const Sample s = sample(1500, 0, 0);
  const PermutationImportance found = permutation_importance(s.rows, s.known, {"a", "b", "c"}, ask,
                                                             {.metric = "mse", .repeats = 8});
  ASSERT_EQ(found.columns.size(), 3U);
  EXPECT_EQ(found.rows, 1500);
  EXPECT_EQ(found.columns[0].column, "a");
  EXPECT_EQ(found.columns[1].column, "b");
  // Over all permutations the mean of (x - x')^2 is twice the variance.
  EXPECT_NEAR(found.columns[0].drop, 2 * 9 * variance(s.rows, "a"), 0.05 * 18);
  EXPECT_NEAR(found.columns[1].drop, 2 * variance(s.rows, "b"), 0.05 * 2);
  EXPECT_EQ(found.columns[2].drop, 0);
  EXPECT_EQ(found.columns[2].interval.low, 0);
  EXPECT_EQ(found.columns[2].interval.high, 0);
}

TEST(PermutationImportanceOfColumns, HasIntervalsThatCoverTheTruth) {
  constexpr std::uint32_t kRuns = 100;
  int covered = 0;
  for (std::uint32_t run = 1; run <= kRuns; ++run) {
    const Sample s = sample(200, 1, run);
    const PermutationImportance found =
        permutation_importance(s.rows, s.known, {"b"}, ask,
                               {.metric = "mse", .repeats = 4, .replicates = 200, .seed = run});
    // Of all rows that could be: twice the variance of b, which is 1.
    covered += found.columns[0].interval.low <= 2 && found.columns[0].interval.high >= 2;
  }
  RecordProperty("covered", covered);
  EXPECT_GE(covered, 85);
}

TEST(PermutationImportanceOfColumns, AsksNoMoreRowsThanAllowedAndRefusesUnknownColumns) {
  const Sample s = sample(500, 1, 0);
  std::int64_t asked = 0;
  const AskTable counting = [&](const Table& rows) {
    asked += rows.size();
    return ask(rows);
  };
  const PermutationImportance found = permutation_importance(s.rows, s.known, {"a", "c"}, counting,
                                                             {.repeats = 2, .max_rows = 100});
  EXPECT_EQ(asked, 2 * 2 * 100);
  EXPECT_EQ(found.metric, "mae");
  EXPECT_THROW((void)permutation_importance(s.rows, s.known, {"d"}, ask), Error);
}

TEST(PermutationImportanceOfColumns, OfTwoClassesIsTheDropOfTheAreaUnderTheCurve) {
  // The model knows the class by column x and calls nothing.
  const AskTable classes = [](const Table& rows) {
    Tensor answers(f32, {rows.size(), 2});
    for (std::int64_t row = 0; row < rows.size(); ++row) {
      const double p = number(rows, "x", row) > 0 ? 0.4 : 0.1;
      answers.set(2 * row, 1 - p);
      answers.set(2 * row + 1, p);
    }
    return answers;
  };
  std::vector<std::string> cells;
  Tensor truth(i64, {400});
  for (int row = 0; row < 400; ++row) {
    cells.push_back(row % 4 == 0 ? "1" : "-1");
    truth.set(row, row % 4 == 0 ? 1 : 0);
  }
  const Table rows = table_of({"x"}, {cells});
  const PermutationImportance found = permutation_importance(
      rows, {classes(rows), truth, {"no", "yes"}}, {"x"}, classes, {.repeats = 6});
  EXPECT_EQ(found.metric, "roc_auc");
  EXPECT_EQ(found.value, 1);
  // Without x the order is one of chance.
  EXPECT_NEAR(found.columns[0].drop, 0.5, 0.05);
  EXPECT_LT(found.columns[0].interval.low, 0.5);
  EXPECT_GT(found.columns[0].interval.high, 0.5);
}

TEST(PartialDependenceOfColumns, OfASumIsTheColumnPlusTheMeanOfTheRest) {
  const Sample s = sample(150, 1, 3);
  const TableProfile profile = profile_table(*table_in_memory(s.rows));
  const DependenceGrid grid = dependence_grid(*profile.find("a"), s.rows.columns[0], 7);
  ASSERT_EQ(grid.cells.size(), 7U);
  EXPECT_TRUE(std::ranges::is_sorted(grid.numbers));
  const PartialDependence found = partial_dependence(s.rows, grid, ask);
  EXPECT_EQ(found.rows, 150);
  std::vector<double> rest;
  double mean = 0;
  for (std::int64_t row = 0; row < 150; ++row) {
    rest.push_back(number(s.rows, "b", row));
    mean += rest.back() / 150;
  }
  std::ranges::sort(rest);
  for (std::size_t i = 0; i < grid.cells.size(); ++i) {
    const double moved = 3 * std::stod(grid.cells[i]);
    EXPECT_EQ(grid.numbers[i], std::stod(grid.cells[i]));
    EXPECT_NEAR(found.points[i].mean, moved + mean, 1e-5);
    // Quantiles of 150 values: places 14.9 and 134.1.
    EXPECT_NEAR(found.points[i].low, moved + rest[14] + 0.9 * (rest[15] - rest[14]), 1e-5);
    EXPECT_NEAR(found.points[i].high, moved + rest[134] + 0.1 * (rest[135] - rest[134]), 1e-5);
  }
}

TEST(PartialDependenceOfColumns, OfCategoriesTakesTheMostFrequentAndOfClassesThatWhichMoves) {
  std::vector<std::string> cells;
  for (int row = 0; row < 90; ++row)
    cells.emplace_back(row % 9 == 0 ? "blue" : row % 3 == 0 ? "" : row % 3 == 1 ? "red" : "green");
  const Table rows = table_of({"colour"}, {cells});
  const TableProfile profile = profile_table(*table_in_memory(rows));
  const DependenceGrid grid = dependence_grid(*profile.find("colour"), rows.columns[0], 2);
  EXPECT_EQ(grid.cells, (std::vector<std::string>{"green", "red"}));
  EXPECT_TRUE(grid.numbers.empty());
  const AskTable classes = [](const Table& asked) {
    Tensor answers(f32, {asked.size(), 3});
    for (std::int64_t row = 0; row < asked.size(); ++row) {
      const bool red = asked.columns[0][row] == "red";
      answers.set(3 * row, 0.2);
      answers.set(3 * row + 1, red ? 0.1 : 0.7);
      answers.set(3 * row + 2, red ? 0.7 : 0.1);
    }
    return answers;
  };
  const PartialDependence found = partial_dependence(rows, grid, classes, {.max_rows = 30});
  EXPECT_EQ(found.output, 1U);
  EXPECT_EQ(found.rows, 30);
  EXPECT_NEAR(found.points[0].mean, 0.7, 1e-6);
  EXPECT_NEAR(found.points[1].mean, 0.1, 1e-6);
  EXPECT_THROW((void)partial_dependence(rows, {.column = "size", .cells = {"1"}}, classes), Error);
}

}  // namespace
}  // namespace ingot
