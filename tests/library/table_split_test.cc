#include "tasks/table_split.h"

#include <gtest/gtest.h>

#include <set>

namespace ingot {
namespace {

using Rows = std::vector<std::int64_t>;

const TableTarget kYesOrNo{.column = "ill", .classes = {"no", "yes"}};

// Visits of patients, four each; every day there is one.
struct Visits {
  Table table{{"patient_id", "day", "dose"}, std::vector<TextColumn>(3)};
  std::vector<double> targets;

  explicit Visits(std::int64_t rows, bool in_order = true) {
    for (std::int64_t row = 0; row < rows; ++row) {
      const std::int64_t day = in_order ? row : (row * 37) % rows;
      table.columns[0].push_back(fmt::format("P{:04}", row * 7 % (rows / 4)));
      table.columns[1].push_back(fmt::format("2026-{:02}-{:02}", 1 + day / 28, 1 + day % 28));
      table.columns[2].push_back(fmt::format("{}", 3 + row % 11));
      targets.push_back(static_cast<double>(row % 2));
    }
  }
  [[nodiscard]] TablePart part() const { return {table_in_memory(table), targets}; }
  [[nodiscard]] std::set<std::string> patients(const Rows& rows) const {
    std::set<std::string> found;
    for (const std::int64_t row : rows) found.emplace(table.columns[0][row]);
    return found;
  }
};

Table without(Table table, std::size_t column) {
  table.names.erase(table.names.begin() + static_cast<std::ptrdiff_t>(column));
  table.columns.erase(table.columns.begin() + static_cast<std::ptrdiff_t>(column));
  return table;
}

TableDivision divide(const TablePart& known, const std::string& split,
                     const TablePart* test = nullptr) {
  BuildRequest request;
  request.split = split;
  return divide_table(known, test, kYesOrNo, request, {0.1, test == nullptr ? 0.1 : 0});
}

bool are_apart(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::ranges::none_of(a, [&](const std::string& name) { return b.contains(name); });
}

bool tells(const TableDivision& d, const std::string& what, const std::string& words) {
  return std::ranges::any_of(d.decisions, [&](const Decision& decision) {
    return decision.what.en == what &&
           (decision.choice.en + decision.why.en).find(words) != std::string::npos &&
           !decision.why.zh.empty();
  });
}

TEST(TableSplit, NoticesAnIdThatRecursAndKeepsItsRowsTogether) {
  const Visits visits(240);
  const TableDivision d = divide(visits.part(), "");
  EXPECT_EQ(d.choice.kind, SplitKind::group);
  EXPECT_EQ(d.choice.column, "patient_id");
  const auto train = visits.patients(d.rows.train), valid = visits.patients(d.rows.valid),
             test = visits.patients(d.rows.test);
  EXPECT_TRUE(are_apart(train, valid) && are_apart(train, test) && are_apart(valid, test));
  EXPECT_EQ(train.size() + valid.size() + test.size(), 60U);
  EXPECT_EQ(d.groups.size(), 240U);
  EXPECT_TRUE(tells(d, "split", "\"patient_id\""));
  EXPECT_TRUE(tells(d, "column day", "--split time:day"));
}

TEST(TableSplit, NoticesAnIdThatRecursFarApart) {
  Table table{{"patient_id", "dose"}, std::vector<TextColumn>(2)};
  std::vector<double> targets;
  for (std::int64_t row = 0; row < 400'000; ++row) {
    table.columns[0].push_back(fmt::format("P{:06}", row % 100'000));
    table.columns[1].push_back(row % 3 == 0 ? "low" : "high");
    targets.push_back(static_cast<double>(row % 2));
  }
  const TableDivision d = divide({table_in_memory(table), targets}, "");
  EXPECT_EQ(d.choice.kind, SplitKind::group);
  EXPECT_EQ(d.choice.column, "patient_id");
}

TEST(TableSplit, NoticesThatRowsAreInTheOrderOfTheirDate) {
  const Visits visits(240);
  const TableDivision d = divide({table_in_memory(without(visits.table, 0)), visits.targets}, "");
  EXPECT_EQ(d.choice.kind, SplitKind::time);
  EXPECT_EQ(d.rows.test.size(), 24U);
  EXPECT_EQ(d.rows.test.front(), 216);
  EXPECT_EQ(d.rows.valid.front(), 192);
  EXPECT_TRUE(tells(d, "split", "the test at 2026-08-21"));
}

TEST(TableSplit, OnlyNamesADateThatRowsDoNotFollow) {
  const Visits visits(240, false);
  const TableDivision d = divide({table_in_memory(without(visits.table, 0)), visits.targets}, "");
  EXPECT_EQ(d.choice.kind, SplitKind::stratified);
  EXPECT_TRUE(tells(d, "column day", "--split time:day"));
}

TEST(TableSplit, WhatIsAskedForStands) {
  const Visits visits(240);
  EXPECT_EQ(divide(visits.part(), "stratified").choice.kind, SplitKind::stratified);
  EXPECT_TRUE(divide(visits.part(), "random").groups.empty());
  EXPECT_EQ(divide(visits.part(), "time:day").rows.test.front(), 216);
  EXPECT_EQ(divide(visits.part(), "group:dose").choice.column, "dose");
}

TEST(TableSplit, TrainingGivesUpTheGroupsOfATestThatIsBrought) {
  const Visits visits(240);
  const TablePart all = visits.part();
  const TablePart test = part_of(all, {0, 1, 2});
  const TableDivision d = divide(all, "group:patient_id", &test);
  const std::set<std::string> held = visits.patients({0, 1, 2});
  EXPECT_TRUE(d.rows.test.empty());
  EXPECT_TRUE(are_apart(visits.patients(d.rows.train), held));
  EXPECT_TRUE(are_apart(visits.patients(d.rows.valid), held));
  EXPECT_TRUE(tells(d, "groups", "12 training rows"));
  // Unasked, a test that is brought says itself what is to be judged.
  EXPECT_EQ(divide(all, "", &test).choice.kind, SplitKind::stratified);
}

TEST(TableSplit, RowsWithoutAGroupAreAloneAndRowsWithoutATimeAreNamed) {
  Visits visits(240);
  TextColumn patients, days;
  for (std::int64_t row = 0; row < 240; ++row) {
    patients.push_back(row < 200 ? std::optional(visits.table.columns[0][row]) : std::nullopt);
    days.push_back(row == 7 ? "?" : visits.table.columns[1][row]);
  }
  visits.table.columns[0] = patients;
  visits.table.columns[1] = days;
  const TableDivision d = divide(visits.part(), "group:patient_id");
  EXPECT_EQ(std::set(d.groups.begin() + 200, d.groups.end()).size(), 40U);
  try {
    static_cast<void>(divide(visits.part(), "time:day"));
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), "bad_time");
    EXPECT_NE(e.message().en.find("1 of 240 rows"), std::string::npos) << e.message().en;
    EXPECT_NE(e.message().en.find("row 8"), std::string::npos) << e.message().en;
  }
}

TEST(TableSplit, AnUnknownColumnIsNamedWithANearOne) {
  try {
    static_cast<void>(divide(Visits(40).part(), "group:patient-id"));
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), "unknown_column");
    EXPECT_NE(e.fix().en.find("patient_id"), std::string::npos);
  }
}

}  // namespace
}  // namespace ingot
