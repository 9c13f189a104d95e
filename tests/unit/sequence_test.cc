// Sequences in tables: which rows belong together, and how they become numbers.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "evaluate/line_picture.h"
#include "evaluate/row_groups.h"
#include "features/sequence_guard.h"
#include "features/sequence_pipeline.h"
#include "features/table_profile.h"

namespace ingot {
namespace {

using Cell = std::optional<std::string>;

std::shared_ptr<const TableSource> table_of(std::vector<std::string> names,
                                            const std::vector<std::vector<Cell>>& rows) {
  Table table{std::move(names), {}};
  table.columns.resize(table.names.size());
  for (const std::vector<Cell>& row : rows)
    for (std::size_t c = 0; c < row.size(); ++c) table.columns[c].push_back(row[c]);
  return table_in_memory(std::move(table));
}

std::vector<std::string> cells_of(const SequenceTable& table, const std::string& column) {
  const Table all = read_table(*table.steps);
  std::vector<std::string> cells;
  for (std::int64_t row = 0; row < all.size(); ++row)
    cells.emplace_back(all.columns[all.find(column).value()][row]);
  return cells;
}

std::string sequence_code_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const Error& e) {
    EXPECT_FALSE(e.message().zh.empty());
    return e.code();
  }
  return "";
}

ColumnProfile profile_of(const TableSource& rows, const std::string& column) {
  return *profile_table(rows).find(column);
}

const std::vector<std::vector<Cell>> kReadings{
    {"b", "2", "20"}, {"a", "10", "3"}, {"b", "1", "10"}, {"a", "9", "2"}, {"a", "1", "1"}};

TEST(Sequences, AreRowsOfOneNameSortedByNumbers) {
  const auto rows = table_of({"machine", "time", "x"}, kReadings);
  const SequenceTable plain = read_sequences(*rows, {.sequence = "machine"});
  EXPECT_EQ(plain.names, (std::vector<std::string>{"b", "a"}));
  EXPECT_EQ(plain.starts, (std::vector<std::int64_t>{0, 2, 5}));
  EXPECT_EQ(cells_of(plain, "x"), (std::vector<std::string>{"20", "10", "3", "2", "1"}));
  const SequenceTable sorted =
      read_sequences(*rows, {.sequence = "machine", .order = profile_of(*rows, "time")});
  // 10 comes after 9: not as texts are sorted.
  EXPECT_EQ(cells_of(sorted, "x"), (std::vector<std::string>{"10", "20", "1", "2", "3"}));
  EXPECT_EQ(select_sequences(sorted, {1}).names, std::vector<std::string>{"a"});
  EXPECT_EQ(cells_of(select_sequences(sorted, {1}), "x"),
            (std::vector<std::string>{"1", "2", "3"}));
}

TEST(Sequences, RefuseRowsThatBelongNowhereOrCannotBeSorted) {
  auto rows = kReadings;
  rows[1][0] = std::nullopt;
  EXPECT_EQ(sequence_code_of([&] {
              static_cast<void>(read_sequences(*table_of({"machine", "time", "x"}, rows),
                                               {.sequence = "machine"}));
            }),
            "bad_sequence");
  rows = kReadings;
  const SequenceLayout by_time{
      .sequence = "machine",
      .order = profile_of(*table_of({"machine", "time", "x"}, rows), "time")};
  rows[2][1] = "soon";
  const auto later = table_of({"machine", "time", "x"}, rows);
  EXPECT_EQ(sequence_code_of([&] { static_cast<void>(read_sequences(*later, by_time)); }),
            "bad_order");
  EXPECT_EQ(
      sequence_code_of([&] { static_cast<void>(read_sequences(*later, {.sequence = "machin"})); }),
      "missing_column");
}

TEST(Sequences, StandSideBySideInAWideTable) {
  const auto rows = table_of({"id", "t1", "t2", "t3", "kind"}, {{"p", "1", "2", "3", "u"},
                                                                {"q", "4", std::nullopt, "6", "v"},
                                                                {"r", "7", "", std::nullopt, "u"},
                                                                {"s", "", "", "", "v"}});
  const SequenceLayout layout{.steps = {"t1", "t2", "t3"}, .name = "id", .kept = {"kind"}};
  const SequenceTable table = read_sequences(*rows, layout);
  EXPECT_EQ(table.names, (std::vector<std::string>{"p", "q", "r", "s"}));
  // A gap stays, the empty end is no step; an empty row is one step.
  EXPECT_EQ(table.starts, (std::vector<std::int64_t>{0, 3, 6, 7, 8}));
  EXPECT_EQ(cells_of(table, kChannelOfSteps),
            (std::vector<std::string>{"1", "2", "3", "4", "", "6", "7", ""}));
  EXPECT_EQ(cells_of(table, "kind"),
            (std::vector<std::string>{"u", "u", "u", "v", "v", "v", "u", "v"}));
  const auto unknown = table_of({"t1", "t2", "t3"}, {{"1", "2", "3"}});
  EXPECT_EQ(read_sequences(*unknown, layout, {"kind"}).names, std::vector<std::string>{"0"});
  EXPECT_EQ(sequence_code_of([&] { static_cast<void>(read_sequences(*unknown, layout)); }),
            "missing_column");
}

TEST(Sequences, AreSeenWholeOrInWindows) {
  const auto rows = table_of({"machine", "time", "x"}, kReadings);
  const SequenceTable table = read_sequences(*rows, {.sequence = "machine"});
  EXPECT_EQ(whole_spans(table, 0), (std::vector<StepSpan>{{0, 0, 2}, {1, 2, 3}}));
  EXPECT_EQ(whole_spans(table, 2), (std::vector<StepSpan>{{0, 0, 2}, {1, 3, 2}}));
  EXPECT_EQ(window_spans(table, 2),
            (std::vector<StepSpan>{{0, 0, 1}, {0, 0, 2}, {1, 2, 1}, {1, 2, 2}, {1, 3, 2}}));
}

// Of numbers whose mean is 0.
SequencePipeline pipeline_of(const TableSource& rows, std::int64_t steps) {
  const TableProfile profile = profile_table(rows);
  const std::vector<ViewChoice> views{
      {"channels", {{"x", {{"number", {{"to", "standard"}, {"fill", "none"}}}}}}}};
  const std::vector<double> none(static_cast<std::size_t>(profile.rows));
  return {{.sequence = "machine"}, TablePipeline::fit(profile, views, rows, none, 0), 0, steps};
}

std::vector<std::vector<Cell>> training_steps() {
  std::vector<std::vector<Cell>> rows;
  for (int i = 0; i < 40; ++i) rows.push_back({"m", i % 2 == 0 ? "-1.5" : "1.5"});
  rows.push_back({"m", std::nullopt});
  return rows;
}

TEST(SequencePipeline, FillsGapsByTheStepBeforeAndPadsTheEnd) {
  const auto train = table_of({"machine", "x"}, training_steps());
  const SequencePipeline pipeline = pipeline_of(*train, 4);
  const auto rows = table_of(
      {"machine", "x"},
      {{"a", std::nullopt}, {"a", "1.5"}, {"a", std::nullopt}, {"b", std::nullopt}, {"b", "-1.5"}});
  const SequenceTable table = read_sequences(*rows, pipeline.layout());
  const Tensor encoded = pipeline.encode(table);
  // The number, and whether it was missing.
  ASSERT_EQ(encoded.shape(), (Shape{5, 2}));
  const double one = 1.5 / profile_of(*train, "x").deviation;
  const std::vector<double> numbers{0, one, one, 0, -one}, missing{1, 0, 1, 1, 0};
  for (std::int64_t i = 0; i < 5; ++i) {
    EXPECT_NEAR(encoded.at(2 * i), numbers[static_cast<std::size_t>(i)], 1e-6) << i;
    EXPECT_EQ(encoded.at(2 * i + 1), missing[static_cast<std::size_t>(i)]) << i;
  }
  const Tensor padded = pipeline.rows(encoded, pipeline.spans(table));
  ASSERT_EQ(padded.shape(), (Shape{2, 4, 3}));
  const std::vector<double> steps{1, 1, 1, 0, 1, 1, 0, 0};
  for (std::int64_t i = 0; i < 8; ++i)
    EXPECT_EQ(padded.at(3 * i + 2), steps[static_cast<std::size_t>(i)]) << i;
  for (std::int64_t c = 0; c < 3; ++c) EXPECT_EQ(padded.at(9 + c), 0);
}

TEST(SequencePipeline, SeesTheEndOfWhatIsLongerThanItsRows) {
  const auto train = table_of({"machine", "x"}, training_steps());
  const SequencePipeline pipeline = pipeline_of(*train, 2);
  const auto rows =
      table_of({"machine", "x"}, {{"a", "1.5"}, {"a", "1.5"}, {"a", "-1.5"}, {"a", "1.5"}});
  const SequenceTable table = read_sequences(*rows, pipeline.layout());
  const Tensor seen = pipeline.rows(pipeline.encode(table), pipeline.spans(table));
  const double one = 1.5 / profile_of(*train, "x").deviation;
  EXPECT_NEAR(seen.at(0), -one, 1e-6);
  EXPECT_NEAR(seen.at(3), one, 1e-6);
}

TEST(SequencePipeline, ComesBackFromItsFileAsItWas) {
  const auto train = table_of({"machine", "x"}, training_steps());
  const SequencePipeline pipeline = pipeline_of(*train, 3);
  const SequencePipeline again = SequencePipeline::from_json(pipeline.to_json());
  EXPECT_EQ(again.to_json(), pipeline.to_json());
  const SequenceTable table = read_sequences(*train, again.layout());
  const Tensor one = pipeline.encode(table), two = again.encode(table);
  for (std::int64_t i = 0; i < one.num_elements(); ++i) EXPECT_EQ(one.at(i), two.at(i));
  for (const char* bad :
       {"", "{}", R"({"format":1,"layout":{},"window":0,"steps":3})", R"({"format":9})"})
    EXPECT_NE(sequence_code_of([&] { static_cast<void>(SequencePipeline::from_json(bad)); }), "")
        << bad;
}

// Each column of a machine wanders slowly: rows of one are alike.
std::vector<std::vector<Cell>> wandering(int machines, double offset) {
  std::vector<std::vector<Cell>> rows;
  for (int m = 0; m < machines; ++m)
    for (int t = 0; t < 30; ++t)
      rows.push_back({fmt::format("m{}", m),
                      fmt::format("{:.3f}", offset + std::sin(0.7 * m + 0.1 * t) + 0.01 * t)});
  return rows;
}

TEST(SequenceGuard, FlagsSequencesWithValuesFarOutsideAndNoOthers) {
  const auto train = table_of({"machine", "x"}, wandering(40, 0));
  const auto valid = table_of({"machine", "x"}, wandering(12, 0));
  const SequenceLayout layout{.sequence = "machine"};
  const SequenceGuard guard = SequenceGuard::from_json(
      SequenceGuard::fit(profile_table(*train), {"x"}, *train, read_sequences(*valid, layout))
          .to_json());
  auto rows = wandering(3, 0);
  rows[40][1] = "250";
  const SequenceTable asked = read_sequences(*table_of({"machine", "x"}, rows), layout);
  const TableCheck check = guard.check(asked, whole_spans(asked, 0));
  ASSERT_EQ(check.rows.size(), 3U);
  EXPECT_EQ(check.rows[0].verdict, Verdict::ok);
  EXPECT_EQ(check.rows[1].verdict, Verdict::flagged);
  ASSERT_FALSE(check.rows[1].findings.empty());
  EXPECT_EQ(check.rows[1].findings[0].kind, "range");
  EXPECT_EQ(check.rows[1].findings[0].value, "250");
  EXPECT_EQ(check.rows[2].verdict, Verdict::ok);
  // The window after the value does not see it.
  EXPECT_EQ(guard.check(asked, whole_spans(asked, 5)).rows[1].verdict, Verdict::ok);
}

TEST(RowGroups, CutWhereTheValuesDoAndJudgeEach) {
  std::vector<float> scores;
  std::vector<std::int64_t> truth, lengths;
  for (int i = 0; i < 40; ++i) {
    // Long ones are wrong.
    lengths.push_back(i < 20 ? 5 : 50);
    scores.insert(scores.end(), {0.9F, 0.1F});
    truth.push_back(i < 20 ? 0 : 1);
  }
  const Predictions said{Tensor::from(scores, {40, 2}), Tensor::from(truth, {40}), {"a", "b"}};
  const auto found = groups_by(said, text("steps", "步数"), lengths);
  ASSERT_TRUE(found.has_value());
  ASSERT_EQ(found->groups.size(), 2U);
  EXPECT_EQ(found->metric, "accuracy");
  EXPECT_EQ(found->groups[0].rows, 20);
  EXPECT_EQ(found->groups[0].name.en, "5");
  EXPECT_EQ(found->groups[0].value, 1.0);
  EXPECT_EQ(found->groups[1].value, 0.0);
  EXPECT_FALSE(
      groups_by(said, text("steps", "步数"), std::vector<std::int64_t>(40, 7)).has_value());
}

TEST(LinePicture, ShowsTheLineBeforeItsShades) {
  const Tensor picture =
      draw_lines({.lines = {{0, 1}}, .shades = {1, 0, -1}, .width = 30, .height = 20});
  ASSERT_EQ(picture.shape(), (Shape{20, 30, 3}));
  const auto at = [&](std::int64_t y, std::int64_t x, std::int64_t c) {
    return picture.at((y * 30 + x) * 3 + c);
  };
  // Low at the left, high at the right; red, white and blue behind.
  EXPECT_LT(at(16, 0, 1), 100);
  EXPECT_LT(at(3, 29, 1), 100);
  EXPECT_GT(at(2, 2, 0), at(2, 2, 2));
  EXPECT_EQ(at(2, 13, 0), 255);
  EXPECT_LT(at(17, 28, 0), at(17, 28, 2));
}

}  // namespace
}  // namespace ingot
