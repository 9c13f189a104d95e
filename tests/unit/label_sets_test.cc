#include "features/label_sets.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "features/table_profile.h"
#include "features/table_target.h"
#include "tasks/table_part.h"

namespace ingot {
namespace {

using Labels = std::vector<std::string>;

Table table_of(const std::vector<std::string>& names,
               const std::vector<std::vector<std::optional<std::string>>>& rows) {
  Table table{names, std::vector<TextColumn>(names.size())};
  for (const auto& row : rows)
    for (std::size_t c = 0; c < row.size(); ++c)
      table.columns[c].push_back(row[c] ? std::optional<std::string_view>(*row[c]) : std::nullopt);
  return table;
}

TableTarget labels_of(const std::shared_ptr<const TableSource>& rows, const std::string& column) {
  const TableProfile profile = profile_table(*rows, {});
  return find_target(*profile.find(column), *rows, WantedTarget::label_sets);
}

TEST(LabelSets, ACellHoldsSeveralLabelsEachOnce) {
  EXPECT_EQ(labels_in("red|round", '|'), (Labels{"red", "round"}));
  EXPECT_EQ(labels_in(" red ; round;;red", ';'), (Labels{"red", "round"}));
  EXPECT_EQ(labels_in("红|圆 的", '|'), (Labels{"红", "圆 的"}));
  EXPECT_EQ(labels_in("", '|'), Labels{});
  EXPECT_EQ(labels_in("[\"red\", 'round', 3]", '|'), (Labels{"red", "round", "3"}));
  EXPECT_EQ(labels_in("[]", '|'), Labels{});
  EXPECT_EQ(labels_in("a, b", '|'), (Labels{"a, b"}));
}

TEST(LabelSets, TheSeparatorIsThatWhichOccurs) {
  const auto separator = [](const char* cell) {
    return find_label_separator(*table_in_memory(table_of({"y"}, {{"a"}, {cell}})), "y");
  };
  EXPECT_EQ(separator("a|b"), '|');
  EXPECT_EQ(separator("a;b, c"), ';');
  EXPECT_EQ(separator("a,b"), ',');
  EXPECT_EQ(separator("b"), '|');
  EXPECT_EQ(separator("[a, b]"), '|');
}

TEST(LabelSets, ListsBecomeASetForEachRow) {
  const auto rows = table_in_memory(
      table_of({"x", "y"}, {{"1", "b|a"}, {"2", std::nullopt}, {"3", "a"}, {"4", "10|9"}}));
  const TableTarget target = labels_of(rows, "y");
  EXPECT_EQ(target.classes, (Labels{"9", "10", "a", "b"}));
  EXPECT_TRUE(target.is_label_sets());
  EXPECT_EQ(target.width(), 4);
  EXPECT_EQ(read_targets(*rows, target),
            (std::vector<double>{0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1, 0, 0}));
  const auto others = table_in_memory(table_of({"y"}, {{"a|c"}, {"c|a"}, {"b"}}));
  const TablePart known = labelled_rows(others, target);
  EXPECT_EQ(known.left_out, 2);
  EXPECT_EQ(known.size(), 1);
  EXPECT_EQ(known.targets, (std::vector<double>{0, 0, 0, 1}));
}

TEST(LabelSets, SeveralColumnsAreJoined) {
  const auto rows =
      table_in_memory(table_of({"fast", "x", "cheap", "big"}, {{"0", "7", "no", "big"},
                                                               {"1", "8", "Yes", "-"},
                                                               {"0", "9", "no", "small"},
                                                               {"1", "6", "no", "big"},
                                                               {"1", "6", "Yes", "big"}}));
  const TableTarget target =
      target_of_labels(find_label_columns(*rows, {"cheap", "fast", "big"}), "cheap,fast,big");
  EXPECT_EQ(target.label_columns[0].yes, "Yes");
  EXPECT_EQ(target.label_columns[1].yes, "1");
  EXPECT_EQ(target.label_columns[2].yes, "small") << "neither says yes: the later one";
  const auto joined = rows_for(target, rows);
  EXPECT_EQ(joined->columns(), (Labels{"x", "cheap,fast,big"}));
  const Table read = read_table(*joined);
  EXPECT_EQ(read.columns[0][3], "6");
  EXPECT_EQ(read.columns[1][2], "big");
  EXPECT_EQ(read.columns[1][4], "cheap|fast");
  EXPECT_TRUE(read.columns[1].is_missing(1)) << "big or not is unknown";
  const TablePart known = labelled_rows(joined, target);
  EXPECT_EQ(known.left_out, 1);
  EXPECT_EQ(known.targets, (std::vector<double>{0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 1, 0}));
  const TableTarget again = target_from_json(to_json(target));
  EXPECT_EQ(labelled_rows(rows_for(again, rows), again).targets, known.targets);
}

TEST(LabelSets, AColumnOfOtherValuesIsToldByName) {
  const auto rows = table_in_memory(table_of({"a", "b"}, {{"0", "x"}, {"1", "y"}, {"1", "z"}}));
  try {
    static_cast<void>(find_label_columns(*rows, {"a", "b"}));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "bad_target");
    EXPECT_NE(error.message().en.find("b cannot be one label"), std::string::npos);
  }
}

TEST(LabelSets, NamesThatHoldTheSeparatorGetAnother) {
  EXPECT_EQ(separator_of({{"a|b", "1", "0"}, {"c", "1", "0"}}), ';');
  EXPECT_EQ(separator_of({{"a|b;c,d", "1", "0"}}), '\x1f');
}

TEST(LabelSets, RareLabelsDecideTheStrata) {
  const TableTarget target{.column = "y", .classes = {"common", "rare"}, .separator = '|'};
  EXPECT_EQ(strata_of(std::vector<double>{1, 0, 1, 1, 0, 0, 1, 0}, target),
            (std::vector<std::int64_t>{0, 1, -1, 0}));
}

}  // namespace
}  // namespace ingot
