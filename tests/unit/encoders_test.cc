#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tasks/table_views.h"

namespace ingot {
namespace {

using Cells = std::vector<const char*>;  // nullptr: missing

Table table_of(const std::vector<std::pair<std::string, Cells>>& columns) {
  Table table;
  for (const auto& [name, cells] : columns) {
    table.names.push_back(name);
    TextColumn& column = table.columns.emplace_back();
    for (const char* cell : cells)
      column.push_back(cell ? std::optional<std::string_view>(cell) : std::nullopt);
  }
  return table;
}

TablePipeline fitted(const Table& table, const std::string& column,
                     const std::vector<TransformChoice>& encoders,
                     const std::vector<double>& targets, std::int64_t num_classes = 2) {
  const auto source = table_in_memory(table);
  return TablePipeline::fit(profile_table(*source), {{"network", {{column, encoders}}}}, *source,
                            targets, num_classes);
}

std::vector<float> row_of(const Tensor& encoded, std::int64_t row) {
  const auto width = static_cast<std::size_t>(encoded.shape()[1]);
  const auto all = encoded.data<float>().subspan(static_cast<std::size_t>(row) * width, width);
  return {all.begin(), all.end()};
}

// 0, 1, ... 99, and one missing cell.
Table numbers() {
  static std::vector<std::string> texts;
  texts.clear();
  for (int i = 0; i < 100; ++i) texts.push_back(fmt::format("{}", i));
  Cells cells{nullptr};
  for (const std::string& text : texts) cells.push_back(text.c_str());
  return table_of({{"x", cells}});
}

std::vector<double> no_targets(const Table& table) {
  return std::vector<double>(static_cast<std::size_t>(table.size()));
}

TEST(NumberEncoder, StandardHasMeanZeroDeviationOneAndMarksWhatIsMissing) {
  const Table table = numbers();
  const TablePipeline pipeline =
      fitted(table, "x", {{"number", {{"to", "standard"}}}}, no_targets(table));
  const Tensor encoded = pipeline.apply(table);
  ASSERT_EQ(encoded.shape(), (Shape{101, 2}));
  double sum = 0, squares = 0;
  for (std::int64_t row = 1; row <= 100; ++row) {
    sum += row_of(encoded, row)[0];
    squares += std::pow(row_of(encoded, row)[0], 2);
    EXPECT_EQ(row_of(encoded, row)[1], 0);
  }
  EXPECT_NEAR(sum, 0, 1e-4);
  EXPECT_NEAR(squares / 100, 1, 0.02);
  EXPECT_EQ(row_of(encoded, 0)[1], 1);
  EXPECT_NEAR(row_of(encoded, 0)[0], 0, 0.05);  // the median
}

TEST(NumberEncoder, NormalIsTheDeviateOfTheRank) {
  const Table table = numbers();
  const TablePipeline pipeline =
      fitted(table, "x", {{"number", {{"to", "normal"}}}}, no_targets(table));
  const Tensor encoded = pipeline.apply(table_of({{"x", {"49.5", "-1000", "1e9", "83.6"}}}));
  EXPECT_NEAR(row_of(encoded, 0)[0], 0, 0.03);
  EXPECT_NEAR(row_of(encoded, 1)[0], -3.09, 0.01);
  EXPECT_NEAR(row_of(encoded, 2)[0], 3.09, 0.01);
  EXPECT_NEAR(row_of(encoded, 3)[0], 1.0, 0.05);  // 84.1 % lie below one deviation
}

TEST(NumberEncoder, RawKeepsNumbersAndHasNaNForMissing) {
  const Table table = numbers();
  const TablePipeline pipeline =
      fitted(table, "x", {{"number", {{"to", "raw"}}}}, no_targets(table));
  const Tensor encoded = pipeline.apply(table);
  ASSERT_EQ(encoded.shape(), (Shape{101, 1}));
  EXPECT_TRUE(std::isnan(row_of(encoded, 0)[0]));
  EXPECT_EQ(row_of(encoded, 42)[0], 41);
}

TEST(PiecewiseEncoder, FillsBinsUpToTheNumber) {
  const Table table = numbers();
  const TablePipeline pipeline =
      fitted(table, "x", {{"piecewise", {{"bins", 4}}}}, no_targets(table));
  const Tensor encoded = pipeline.apply(table_of({{"x", {"-5", "36.5", "99", nullptr}}}));
  ASSERT_EQ(encoded.shape(), (Shape{4, 5}));
  EXPECT_EQ(row_of(encoded, 0), (std::vector<float>{0, 0, 0, 0, 0}));
  EXPECT_EQ(row_of(encoded, 1), (std::vector<float>{1, 0.5, 0, 0, 0}));
  EXPECT_EQ(row_of(encoded, 2), (std::vector<float>{1, 1, 1, 1, 0}));
  EXPECT_EQ(row_of(encoded, 3), (std::vector<float>{0, 0, 0, 0, 1}));
}

// 10 rows of "a", 10 of "b", one of "c" and one missing.
Table letters() {
  Cells cells;
  for (int i = 0; i < 10; ++i) cells.insert(cells.end(), {"a", "b"});
  cells.insert(cells.end(), {"c", nullptr});
  return table_of({{"letter", cells}});
}

TEST(TablePipeline, AnEncoderWithoutFeaturesIsNoGroup) {
  // Values of numbers are not listed, so that there is nothing to tell apart.
  const Table table = numbers();
  const TablePipeline pipeline =
      fitted(table, "x", {{"number", {}}, {"category", {{"least_rows", 1000}}}}, no_targets(table));
  const FeatureView view = pipeline.view("network");
  EXPECT_EQ(std::ranges::count(view.group_widths, 0), 0);
  EXPECT_EQ(view.group_widths.size(), view.categories.size());
  EXPECT_EQ(std::accumulate(view.group_widths.begin(), view.group_widths.end(), std::int64_t{0}),
            view.width);
}

TEST(TableViews, NumbersWithFewValuesHaveBinsOrAListOfThem) {
  static std::vector<std::string> texts;
  texts.clear();
  for (int i = 0; i < 10; ++i) texts.push_back(fmt::format("{}", 4963.6 + 21.7 * i));
  Cells cells, classes;
  for (std::size_t row = 0; row < 300; ++row) {
    cells.push_back(texts[row * row % texts.size()].c_str());
    classes.push_back(row % 3 == 0 ? "yes" : "no");
  }
  const Table table = table_of({{"employed", cells}, {"left", classes}});
  const auto source = table_in_memory(table);
  const TableProfile profile = profile_table(*source);
  const TableTarget target = find_target(*profile.find("left"), *source, WantedTarget::classes);
  const TableViews views =
      choose_views(profile, target, {.names = {kNetworkView}, .piecewise = false});
  const TablePipeline pipeline =
      TablePipeline::fit(profile, views.views, *source,
                         std::vector<double>(static_cast<std::size_t>(table.size())), 2);
  const FeatureView view = pipeline.view("network");
  ASSERT_EQ(view.group_widths.size(), 2U);
  EXPECT_GE(view.group_widths[1], 4);
}

TEST(CategoryEncoder, RareAndUnseenValuesShareOneFeature) {
  const Table table = letters();
  const TablePipeline pipeline = fitted(table, "letter", {{"category", {}}}, no_targets(table));
  const FeatureView view = pipeline.view("network");
  EXPECT_EQ(view.features, (std::vector<std::string>{"letter=a", "letter=b", "letter=(rare)",
                                                     "letter=(missing)"}));
  const Tensor encoded =
      pipeline.apply(table_of({{"letter", {"b", " a ", "c", "never seen", nullptr}}}));
  EXPECT_EQ(row_of(encoded, 0), (std::vector<float>{0, 1, 0, 0}));
  EXPECT_EQ(row_of(encoded, 1), (std::vector<float>{1, 0, 0, 0}));
  EXPECT_EQ(row_of(encoded, 2), (std::vector<float>{0, 0, 1, 0}));
  EXPECT_EQ(row_of(encoded, 3), (std::vector<float>{0, 0, 1, 0}));
  EXPECT_EQ(row_of(encoded, 4), (std::vector<float>{0, 0, 0, 1}));
}

TEST(CategoryHashEncoder, EveryValueHasAPlaceSeenOrNot) {
  const Table table = letters();
  const TablePipeline pipeline =
      fitted(table, "letter", {{"category_hash", {{"size", 8}}}}, no_targets(table));
  ASSERT_EQ(pipeline.width(), 9);
  const Tensor encoded =
      pipeline.apply(table_of({{"letter", {"a", " a ", "never seen", nullptr}}}));
  EXPECT_EQ(row_of(encoded, 0), row_of(encoded, 1));
  for (const std::int64_t row : {0, 2}) {
    const std::vector<float> x = row_of(encoded, row);
    EXPECT_EQ(std::inner_product(x.begin(), x.end(), x.begin(), 0.0F), 1) << row;
    EXPECT_EQ(x[8], 0) << row;
  }
  EXPECT_EQ(row_of(encoded, 3), (std::vector<float>{0, 0, 0, 0, 0, 0, 0, 0, 1}));
  EXPECT_THROW(fitted(table, "letter", {{"category_hash", {{"size", 1}}}}, no_targets(table)),
               Error);
}

TEST(TargetMeanEncoder, NoTrainingRowSeesItsOwnTarget) {
  const Table table = letters();
  std::vector<double> targets(22);
  for (std::size_t row = 0; row < 20; ++row) targets[row] = row % 2 == 0 ? 1 : 0;  // a: 1, b: 0
  const TablePipeline pipeline =
      fitted(table, "letter", {{"target_mean", {{"prior_rows", 0.0}}}}, targets);
  const auto source = table_in_memory(table);
  const auto encoded = [&](const std::vector<double>& by) {
    std::vector<Tensor> runs;
    pipeline.apply_to_training(*source, by, 2, 1, [&](const Tensor& run) { runs.push_back(run); });
    return concatenated_rows(runs);
  };
  const Tensor before = encoded(targets);
  for (std::size_t row = 0; row < targets.size(); ++row) {
    std::vector<double> changed = targets;
    changed[row] = 1 - changed[row];
    const Tensor after = encoded(changed);
    const auto i = static_cast<std::int64_t>(row);
    EXPECT_EQ(row_of(before, i), row_of(after, i)) << "row " << row;
  }
  const Tensor fresh = pipeline.apply(table_of({{"letter", {"a", "b", "z"}}}));
  EXPECT_NEAR(row_of(fresh, 0)[0], 1 - 10.0 / 22, 1e-6);
  EXPECT_NEAR(row_of(fresh, 1)[0], 0 - 10.0 / 22, 1e-6);
  EXPECT_EQ(row_of(fresh, 2)[0], 0);
}

TEST(DateEncoder, HasTheCyclesOfTheCalendar) {
  Cells cells;
  for (int i = 0; i < 10; ++i)
    cells.insert(cells.end(), {"2024-01-01", "2024-04-30", "2024-07-04", "2024-12-31"});
  const Table table = table_of({{"day", cells}});
  const TablePipeline pipeline = fitted(table, "day", {{"date", {}}}, no_targets(table));
  const FeatureView view = pipeline.view("network");
  ASSERT_EQ(view.width, 7);
  const std::vector<float> january = row_of(pipeline.apply(table), 0);
  EXPECT_NEAR(january[1], 0, 1e-6);  // month
  EXPECT_NEAR(january[2], 1, 1e-6);
  EXPECT_NEAR(january[5], 0, 1e-6);  // 2024-01-01 was a Monday
  EXPECT_NEAR(january[6], 1, 1e-6);
  const std::vector<float> july = row_of(pipeline.apply(table), 2);
  EXPECT_NEAR(july[2], -1, 1e-6);
  EXPECT_NEAR(july[5], std::sin(2 * M_PI * 3 / 7), 1e-6);  // a Thursday
}

TEST(TextHashEncoder, SameWordsGiveSameFeaturesOfLengthOne) {
  const Table table =
      table_of({{"review", {"Good food, quick delivery", "味道很好", "bad", "x y"}}});
  const TablePipeline pipeline =
      fitted(table, "review", {{"text_hash", {{"size", 32}}}}, no_targets(table));
  const Tensor encoded = pipeline.apply(table_of(
      {{"review", {"good FOOD quick; delivery!", "Good food, quick delivery", "味道很好"}}}));
  EXPECT_EQ(row_of(encoded, 0), row_of(encoded, 1));
  EXPECT_NE(row_of(encoded, 1), row_of(encoded, 2));
  float squares = 0;
  for (std::size_t i = 0; i < 32; ++i) squares += std::pow(row_of(encoded, 2)[i], 2.0F);
  EXPECT_NEAR(squares, 1, 1e-5);
  EXPECT_NEAR(row_of(encoded, 2)[32], std::log1p(4.0F), 1e-6);
}

TEST(TablePipeline, ReadBackFromJsonGivesTheSameBits) {
  const Table table = letters();
  const TablePipeline pipeline =
      fitted(table, "letter", {{"category", {}}, {"target_mean", {}}, {"frequency", {}}},
             no_targets(table));
  const TablePipeline again = TablePipeline::from_json(pipeline.to_json());
  EXPECT_EQ(again.to_json(), pipeline.to_json());
  EXPECT_TRUE(bit_equal(again.apply(table), pipeline.apply(table)));
}

TEST(TablePipeline, RowsDependOnThemselvesAloneAndColumnsMayComeInAnyOrder) {
  const Table table = letters();
  const TablePipeline pipeline = fitted(table, "letter", {{"category", {}}}, no_targets(table));
  const Tensor all = pipeline.apply(*table_in_memory(table), 2);
  for (std::int64_t row = 0; row < table.size(); ++row)
    EXPECT_EQ(row_of(pipeline.apply(select_rows(table, {row})), 0), row_of(all, row));
  Table other = table_of({{"extra", {"1"}}, {"letter", {"a"}}});
  EXPECT_EQ(row_of(pipeline.apply(other), 0), row_of(all, 0));
  other.names[1] = "lettre";
  try {
    static_cast<void>(pipeline.apply(other));
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), "missing_column");
    EXPECT_NE(e.fix().en.find("lettre"), std::string::npos);
  }
}

}  // namespace
}  // namespace ingot
