#include "features/table_profile.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "features/personal_data.h"
#include "features/text_hash.h"

namespace ingot {
namespace {

using Cell = std::function<std::string(std::int64_t)>;

std::uint64_t noise(std::int64_t row, std::uint64_t stream) {
  return hash_number(hash_number(static_cast<std::uint64_t>(row)) + stream);
}
double uniform(std::int64_t row, std::uint64_t stream) {
  return static_cast<double>(noise(row, stream) >> 11) * 0x1p-53;
}
Cell number(std::uint64_t stream) {
  return [stream](std::int64_t row) { return fmt::format("{:.6f}", uniform(row, stream)); };
}
Cell target() {
  return [](std::int64_t row) { return noise(row, 77) % 3 == 0 ? "yes" : "no"; };
}

std::shared_ptr<const TableSource> table_of(
    std::int64_t rows, const std::vector<std::pair<std::string, Cell>>& columns) {
  Table table;
  for (const auto& [name, cell] : columns) {
    table.names.push_back(name);
    table.columns.emplace_back();
    for (std::int64_t row = 0; row < rows; ++row) table.columns.back().push_back(cell(row));
  }
  return table_in_memory(std::move(table));
}

/// kind:column of every warning.
std::vector<std::string> warnings_of(const TableProfile& table) {
  std::vector<std::string> found;
  for (const TableWarning& w : table.warnings) {
    EXPECT_FALSE(w.text.en.empty() || w.text.zh.empty());
    found.push_back(w.kind + ":" + w.column);
  }
  return found;
}
using Found = std::vector<std::string>;

TEST(TableProfile, OfAnOrdinaryTableWarnsOfNothing) {
  const auto table = table_of(2000, {{"a", number(1)}, {"b", number(2)}, {"y", target()}});
  const TableProfile profile = profile_table(*table, {.target = "y"});
  EXPECT_EQ(profile.rows, 2000);
  EXPECT_EQ(profile.duplicate_rows, 0);
  EXPECT_EQ(warnings_of(profile), Found{});
  ASSERT_EQ(profile.relations.size(), 3U);  // a, b and the order of the rows
  for (const TargetRelation& r : profile.relations) EXPECT_LT(r.strength, 0.15) << r.column;
}

TEST(TableProfile, IsTheSameForEveryNumberOfThreads) {
  const auto table = table_of(50000, {{"a", number(1)},
                                      {"b", [](auto row) { return fmt::format("k{}", row % 999); }},
                                      {"c", [](auto row) { return fmt::format("{}-x", row); }},
                                      {"y", target()}});
  const nlohmann::json one = to_json(profile_table(*table, {.target = "y", .num_threads = 1}));
  for (const int threads : {2, 3, 8})
    EXPECT_EQ(to_json(profile_table(*table, {.target = "y", .num_threads = threads})), one);
}

TEST(TableProfile, FindsAPlantedLeakAndNamesItsColumn) {
  const Cell y = target();
  const auto table = table_of(
      3000,
      {{"a", number(1)},
       {"code", [&](auto row) { return y(row) == "yes" ? (row % 2 ? "7" : "9") : "12"; }},
       {"closed_on",
        [&](auto row) {
          return y(row) == "yes" ? fmt::format("2024-03-{:02}", row % 28 + 1) : "";
        }},
       {"score",
        [&](auto row) {
          return fmt::format("{}", uniform(row, 5) + (y(row) == "yes" ? 0.995 : 0));
        }},
       {"weak",
        [&](auto row) { return fmt::format("{}", uniform(row, 6) + (y(row) == "yes" ? 0.5 : 0)); }},
       {"y", y}});
  const auto warnings = warnings_of(profile_table(*table, {.target = "y"}));
  for (const char* column : {"leak:code", "leak:closed_on", "leak:score"})
    EXPECT_NE(std::ranges::find(warnings, column), warnings.end()) << column;
  EXPECT_EQ(std::ranges::find(warnings, "leak:weak"), warnings.end());
  EXPECT_EQ(std::ranges::find(warnings, "leak:a"), warnings.end());
}

TEST(TableProfile, FindsLeaksOfNumbersAndOfManyClasses) {
  const auto numbers = table_of(
      3000, {{"net", [](auto row) { return fmt::format("{}", 1000 * uniform(row, 3)); }},
             {"gross", [](auto row) { return fmt::format("{}", 1190 * uniform(row, 3) + 5); }},
             {"other", number(4)}});
  EXPECT_EQ(warnings_of(profile_table(*numbers, {.target = "gross"})), Found{"leak:net"});
  const auto kind = [](std::int64_t row) { return static_cast<int>(noise(row, 9) % 4); };
  const auto classes =
      table_of(3000, {{"group", [&](auto row) { return fmt::format("g{}", kind(row) * 2); }},
                      {"other", number(4)},
                      {"kind", [&](auto row) { return fmt::format("k{}", kind(row)); }}});
  EXPECT_EQ(warnings_of(profile_table(*classes, {.target = "kind"})), Found{"leak:group"});
}

TEST(TableProfile, FindsIdsAndRowsInTheOrderOfTheTarget) {
  const auto table =
      table_of(1000, {{"id", [](auto row) { return fmt::format("{}", 5000 + row); }},
                      {"key", [](auto row) { return fmt::format("ab{:06}", row * 17); }},
                      {"a", number(1)},
                      {"y", [](auto row) { return row < 400 ? "good" : "bad"; }}});
  EXPECT_EQ(warnings_of(profile_table(*table, {.target = "y"})),
            (Found{"leak:id", "leak:key", "order:"}));
}

TEST(TableProfile, CountsDuplicatesAndSeesImbalance) {
  const auto table =
      table_of(1000, {{"a", [](auto row) { return fmt::format("{:.9f}", uniform(row % 900, 1)); }},
                      {"y", [](auto row) { return row % 900 % 50 == 0 ? "bad" : "good"; }}});
  const TableProfile profile = profile_table(*table, {.target = "y"});
  EXPECT_EQ(profile.duplicate_rows, 100);
  EXPECT_TRUE(profile.duplicates_are_exact);
  EXPECT_EQ(warnings_of(profile), (Found{"duplicates:", "imbalance:y"}));
}

TEST(TableProfile, SeesClassesThatDifferInCaseOnly) {
  const auto table = table_of(
      900, {{"a", [](auto row) { return fmt::format("{:.9f}", uniform(row, 1)); }},
            {"y", [](auto row) { return row % 3 == 0   ? "Yes"
                                        : row % 3 == 1 ? "no"
                                                       : "yes"; }}});
  EXPECT_EQ(warnings_of(profile_table(*table, {.target = "y"})), Found{"spelling:y"});
}

TEST(TableProfile, SeesTimeGroupsAndColumnsThatAreTheSame) {
  const auto table = table_of(
      2000,
      {{"when", [](auto row) { return fmt::format("20{:02}-{:02}-01", row % 20, row % 12 + 1); }},
       {"user_id", [](auto row) { return fmt::format("{}", noise(row, 8) % 300); }},
       {"a", number(1)},
       {"b", number(1)},
       {"y", [](auto row) {
          return uniform(row, 2) < static_cast<double>(row % 20) / 20 ? "yes" : "no";
        }}});
  EXPECT_EQ(warnings_of(profile_table(*table, {.target = "y"})),
            (Found{"time:when", "groups:user_id", "same_columns:b"}));
}

TEST(TableProfile, SaysWhatIsWrongWithTheTarget) {
  const auto table =
      table_of(200, {{"a", number(1)},
                     {"some", [](auto row) { return row % 2   ? ""
                                                    : row % 4 ? "p"
                                                              : "q"; }},
                     {"same", [](auto) { return "x"; }},
                     {"id", [](auto row) { return fmt::format("{}", row); }}});
  EXPECT_EQ(warnings_of(profile_table(*table, {.target = "same"})), Found{"target:same"});
  EXPECT_EQ(warnings_of(profile_table(*table, {.target = "id"})), Found{"target:id"});
  const auto some = warnings_of(profile_table(*table, {.target = "some"}));
  EXPECT_EQ(std::ranges::count(some, "target:some"), 1);
  try {
    (void)profile_table(*table, {.target = "sam"});
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), "unknown_column");
    EXPECT_NE(e.expected().en.find("\"same\""), std::string::npos);
  }
}

std::string resident_id(std::int64_t row) {
  std::string id = fmt::format("110101{}{:02}{:02}{:03}", 1950 + row % 50, row % 12 + 1,
                               row % 28 + 1, row % 1000);
  for (const char check : std::string("0123456789X"))
    if (is_resident_id(id + check)) return id + check;
  return id;
}

TEST(PersonalData, IsSeenByFormAndCheckDigits) {
  EXPECT_TRUE(is_resident_id("11010519491231002X"));  // the example of GB 11643-1999
  EXPECT_FALSE(is_resident_id("110105194912310021"));
  EXPECT_TRUE(is_iban("GB82 WEST 1234 5698 7654 32"));
  EXPECT_TRUE(is_iban("DE89370400440532013000"));
  EXPECT_FALSE(is_iban("DE89370400440532013001"));
  EXPECT_TRUE(is_card_number("4111 1111 1111 1111"));
  EXPECT_FALSE(is_card_number("4111 1111 1111 1112"));
}

TEST(PersonalData, IsWarnedOf) {
  const std::vector<std::string> first = {"Anna", "Bert", "Carla", "Dino", "Eva", "Frank", "Gina"};
  const std::vector<std::string> last = {"Smith", "Jones", "Brown", "Meyer", "Rossi"};
  const auto pick = [](const auto& of, std::int64_t row) {
    return of[static_cast<std::size_t>(row) % of.size()];
  };
  const auto table = table_of(
      300,
      {{"customer name", [&](auto row) { return pick(first, row) + " " + pick(last, row / 7); }},
       {"contact", [](auto row) { return fmt::format("p{}@example.org", row); }},
       {"mobile", [](auto row) { return fmt::format("1391234{:04}", row); }},
       {"dob", [](auto row) { return fmt::format("{}-05-{:02}", 1950 + row % 50, row % 28 + 1); }},
       {"身份证", resident_id},
       {"product name", [](auto row) { return fmt::format("Pump {}", row % 20); }},
       {"a", number(1)}});
  EXPECT_EQ(warnings_of(profile_table(*table)),
            (Found{"personal:customer name", "personal:contact", "personal:mobile", "personal:dob",
                   "personal:身份证"}));
}

TEST(TableProfile, OfStrangeTablesIsSensible) {
  std::vector<std::pair<std::string, Cell>> wide;
  for (std::uint64_t c = 0; c < 300; ++c) wide.emplace_back(fmt::format("c{}", c), number(c));
  const TableProfile of_wide =
      profile_table(*table_of(200, wide), {.target = "c7", .num_threads = 2});
  EXPECT_EQ(of_wide.columns.size(), 300U);
  EXPECT_EQ(of_wide.find("c299")->meaning, Meaning::number);
  EXPECT_EQ(warnings_of(of_wide), Found{});

  const TableProfile of_one =
      profile_table(*table_of(1, {{"a", number(1)}, {"b", target()}}), {.target = "b"});
  EXPECT_EQ(of_one.rows, 1);
  EXPECT_EQ(warnings_of(of_one), Found{"target:b"});

  const TableProfile of_none =
      profile_table(*table_of(0, {{"a", number(1)}, {"b", target()}}), {.target = "b"});
  EXPECT_EQ(of_none.rows, 0);
  EXPECT_EQ(of_none.columns.at(0).meaning, Meaning::empty);

  const TableProfile of_missing = profile_table(
      *table_of(100, {{"a", [](auto) { return "NA"; }}, {"b", target()}}), {.target = "b"});
  EXPECT_EQ(of_missing.columns.at(0).meaning, Meaning::empty);
  EXPECT_EQ(of_missing.columns.at(0).missing, 100);
  EXPECT_NO_THROW((void)to_json(of_none).dump());
}

}  // namespace
}  // namespace ingot
