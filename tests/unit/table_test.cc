#include "ingot/table.h"

#include <gtest/gtest.h>

namespace ingot {
namespace {

Table two_columns(std::int64_t rows) {
  Table table{{"name", "size"}, std::vector<TextColumn>(2)};
  for (std::int64_t row = 0; row < rows; ++row) {
    table.columns[0].push_back(fmt::format("r{}", row));
    table.columns[1].push_back(row % 3 == 0 ? std::nullopt : std::optional<std::string_view>("1"));
  }
  return table;
}

TEST(TextColumn, KeepsCellsAndWhatIsMissing) {
  TextColumn column;
  column.push_back("a,\n");
  column.push_back(std::nullopt);
  column.push_back("");
  ASSERT_EQ(column.size(), 3);
  EXPECT_EQ(column[0], "a,\n");
  EXPECT_TRUE(column.is_missing(1));
  EXPECT_EQ(column[1], "");
  EXPECT_FALSE(column.is_missing(2));
}

TEST(TableInMemory, GivesAllRowsInRunsAndInOrder) {
  const Table table = two_columns(20000);
  const auto source = table_in_memory(table);
  std::int64_t runs = 0;
  source->for_each_run([&](const Table&) { ++runs; });
  EXPECT_EQ(runs, 3);
  EXPECT_EQ(read_table(*source), table);
}

TEST(TableInMemory, DigestTellsAMissingCellFromAnEmptyOneAndWhereCellsEnd) {
  const auto digest = [](std::optional<std::string_view> a, std::optional<std::string_view> b) {
    Table table{{"x", "y"}, std::vector<TextColumn>(2)};
    table.columns[0].push_back(a);
    table.columns[1].push_back(b);
    return table_in_memory(table)->sha256();
  };
  EXPECT_NE(digest("", "a"), digest(std::nullopt, "a"));
  EXPECT_NE(digest("ab", "c"), digest("a", "bc"));
  EXPECT_EQ(digest("ab", "c"), digest("ab", "c"));
}

TEST(SelectedRows, AreThoseOfTheSourceInTheirOrder) {
  const Table table = two_columns(20000);
  const std::vector<std::int64_t> rows{0, 5, 8191, 8192, 19999};
  EXPECT_EQ(read_table(*selected_rows(table_in_memory(table), rows)), select_rows(table, rows));
  EXPECT_EQ(read_table(*selected_rows(table_in_memory(table), {})).size(), 0);
}

TEST(Table, RowsOfOtherColumnsCannotJoin) {
  Table table = two_columns(2), other{{"size", "name"}, std::vector<TextColumn>(2)};
  EXPECT_THROW(append_rows(table, other), Error);
  append_rows(table, two_columns(1));
  EXPECT_EQ(table.columns[0][2], "r0");
}

}  // namespace
}  // namespace ingot
