#include "features/column_profile.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "features/sketches.h"
#include "features/table_profile.h"
#include "features/text_hash.h"

namespace ingot {
namespace {

using Cell = std::function<std::string(std::int64_t)>;

ColumnProfile profile_of(const std::string& name, std::int64_t rows, const Cell& cell) {
  Table table{{name}, std::vector<TextColumn>(1)};
  for (std::int64_t row = 0; row < rows; ++row) table.columns[0].push_back(cell(row));
  return profile_table(*table_in_memory(std::move(table))).columns.at(0);
}
Cell cycle(std::vector<std::string> texts) {
  return [texts](std::int64_t row) { return texts[static_cast<std::size_t>(row) % texts.size()]; };
}
/// A number in [0, 1) that looks random.
double noise(std::int64_t row) {
  return static_cast<double>(hash_number(~hash_number(static_cast<std::uint64_t>(row))) >> 11) *
         0x1p-53;
}

TEST(Meaning, IsSeenInTheCells) {
  struct Case {
    std::string name;
    Cell cell;
    Meaning meaning;
  };
  const std::vector<Case> cases = {
      {"a", cycle({"x"}), Meaning::constant},
      {"a", cycle({"", "NA", "?"}), Meaning::empty},
      {"a", cycle({"x", ""}), Meaning::boolean},
      {"a", cycle({"Yes", "No", "No"}), Meaning::boolean},
      {"a", cycle({"是", "否"}), Meaning::boolean},
      {"a", cycle({"0", "1"}), Meaning::boolean},
      {"a", cycle({"male", "female"}), Meaning::category},
      {"a", cycle({"red", "green", "blue"}), Meaning::category},
      {"a", cycle({"low", "high", "medium"}), Meaning::ordinal},
      {"a", cycle({"1", "2", "3"}), Meaning::ordinal},
      {"a", cycle({"1st", "2nd", "3rd"}), Meaning::ordinal},
      {"a", [](auto row) { return fmt::format("{}", noise(row)); }, Meaning::number},
      {"a", [](auto row) { return fmt::format("{:.1f} %", 100 * noise(row)); }, Meaning::number},
      {"a", [](auto row) { return fmt::format("${:.2f}", 100 * noise(row)); }, Meaning::money},
      {"Price", [](auto row) { return fmt::format("{:.2f}", 100 * noise(row)); }, Meaning::money},
      {"a", [](auto row) { return fmt::format("{}", row + 1); }, Meaning::id},
      {"userId", [](auto row) { return fmt::format("{}", row / 3 * 7); }, Meaning::id},
      {"a", [](auto row) { return fmt::format("{:04}-XKCD", row); }, Meaning::id},
      {"a", [](auto row) { return fmt::format("2024-{:02}-{:02}", row % 12 + 1, row % 28 + 1); },
       Meaning::date},
      {"a", [](auto row) { return fmt::format("person{}@example.org", row % 50); }, Meaning::email},
      {"a", [](auto row) { return fmt::format("https://example.org/{}", row); }, Meaning::url},
      {"a", [](auto row) { return fmt::format("+49 30 {:07}", 1000000 + row); }, Meaning::phone},
      {"zip", [](auto row) { return fmt::format("{:05}", 501 + row % 40); }, Meaning::postal_code},
      {"a", [](auto row) { return fmt::format("{:05}", 501 + row % 40); }, Meaning::category},
      {"a", [](auto row) { return fmt::format("what row {} says is its own", row); },
       Meaning::text},
  };
  for (const Case& c : cases)
    EXPECT_EQ(to_string(profile_of(c.name, 300, c.cell).meaning), to_string(c.meaning))
        << c.name << ": " << c.cell(0) << ", " << c.cell(1);
}

TEST(ColumnProfile, HoldsTheStatisticsOfNumbers) {
  const ColumnProfile c = profile_of(
      "a", 1000, [](std::int64_t row) { return row % 10 == 0 ? "?" : fmt::format("{},5", row); });
  EXPECT_EQ(c.rows, 1000);
  EXPECT_EQ(c.missing, 100);
  EXPECT_EQ(c.missing_marks, (std::vector<CategoryCount>{{"?", 100}}));
  EXPECT_EQ(c.distinct, 900);
  EXPECT_EQ(*c.number(), (NumberFormat{',', 0}));
  EXPECT_EQ(c.min, 1.5);
  EXPECT_EQ(c.max, 999.5);
  EXPECT_NEAR(c.mean, 500.5, 1e-9);
  EXPECT_NEAR(c.deviation, 288.67, 0.01);
  ASSERT_EQ(c.quantiles.size(), 101U);
  EXPECT_NEAR(c.quantiles[50], 500, 2);
  EXPECT_FALSE(c.is_integer);
  EXPECT_EQ(c.outliers, 0);
}

TEST(ColumnProfile, CountsOutliersZerosAndNegatives) {
  const ColumnProfile c = profile_of("a", 400, [](std::int64_t row) {
    return row == 7        ? "1e6"
           : row == 8      ? "-5e5"
           : row % 40 == 0 ? "0"
                           : fmt::format("{}", noise(row));
  });
  EXPECT_EQ(c.outliers, 2);
  EXPECT_EQ(c.zeros, 10);
  EXPECT_EQ(c.negatives, 1);
}

TEST(ColumnProfile, TakesAFewOtherTextsBesideNumbersForMissing) {
  const ColumnProfile c = profile_of("a", 300, [](std::int64_t row) {
    return row % 3 == 0 ? "unknown" : fmt::format("{}", noise(row));
  });
  EXPECT_EQ(c.meaning, Meaning::number);
  EXPECT_EQ(c.missing, 100);
  EXPECT_EQ(c.unread, 0);
  EXPECT_TRUE(is_missing(c, " unknown"));
  EXPECT_FALSE(is_missing(c, "0.5"));
}

TEST(ColumnProfile, ListsCategoriesMostFrequentFirst) {
  const ColumnProfile c = profile_of("a", 10, cycle({"b", "a", "b", "c"}));
  EXPECT_EQ(c.values, (std::vector<CategoryCount>{{"b", 5}, {"a", 3}, {"c", 2}}));
  EXPECT_EQ(c.other_rows, 0);
  const ColumnProfile many =
      profile_of("a", 20000, [](auto row) { return fmt::format("k{}", row % 10000); });
  EXPECT_EQ(many.meaning, Meaning::category);
  EXPECT_EQ(many.distinct, 10000);
  EXPECT_EQ(many.values.size(), ColumnProfile::kMostValues);
  EXPECT_EQ(many.other_rows, 20000 - 2 * 256);
}

TEST(ColumnProfile, KnowsTheOrderOfTexts) {
  const ColumnProfile c = profile_of("a", 60, cycle({"10-20", "<10", "21+"}));
  EXPECT_EQ(c.order, (std::vector<std::string>{"<10", "10-20", "21+"}));
}

TEST(ColumnProfile, OfMoreTextsThanItCountsIsNear) {
  const std::int64_t rows = 120000;
  const ColumnProfile c = profile_of("a", rows, [](std::int64_t row) {
    return row % 50 == 0 ? "7" : fmt::format("{}", std::sqrt(noise(row)));
  });
  EXPECT_FALSE(c.distinct_is_exact);
  EXPECT_NEAR(static_cast<double>(c.distinct), 117601, 3000);
  EXPECT_EQ(c.max, 7);
  EXPECT_EQ(c.unread, 0);
  for (const int percent : {10, 50, 90})
    EXPECT_NEAR(c.quantiles[static_cast<std::size_t>(percent)], std::sqrt(percent / 98.0), 0.015);
  EXPECT_NEAR(c.mean, 0.98 * 2 / 3 + 0.02 * 7, 0.005);
  EXPECT_NEAR(static_cast<double>(c.outliers), rows / 50.0, 1);
}

TEST(ColumnProfile, ReadsAgainWhatItsFirstTextsLeftOpen) {
  // The first 20,000 texts fit month/day as well as day/month; the last ones only day/month.
  const ColumnProfile c = profile_of("a", 24000, [](std::int64_t row) {
    return fmt::format("{:02}/{:02}/2020 {:02}:{:02}:{:02}",
                       row < 20000 ? row * 7 % 12 + 1 : 13 + row % 10, row * 5 % 12 + 1, row / 3600,
                       row / 60 % 60, row % 60);
  });
  EXPECT_EQ(c.meaning, Meaning::date);
  EXPECT_EQ(c.date()->pattern, "%d/%m/%Y %H:%M:%S");
  EXPECT_EQ(c.unread, 0);
}

TEST(ColumnProfile, FindsFrequentTextsThatComeLate) {
  const ColumnProfile c = profile_of("a", 60000, [](std::int64_t row) {
    return row > 30000 && row % 2 == 0 ? "late" : fmt::format("k{}", row % 20000);
  });
  EXPECT_EQ(c.meaning, Meaning::category);
  EXPECT_EQ(c.values.at(0).value, "late");
  EXPECT_NEAR(static_cast<double>(c.values.at(0).rows), 15000, 120);
}

TEST(ColumnProfile, WarnsOfCodesForMissingAndOfDatesThatFitTwice) {
  const ColumnProfile codes = profile_of("a", 300, [](std::int64_t row) {
    return row % 3 == 0 ? "999" : fmt::format("{}", row % 40);
  });
  ASSERT_EQ(codes.warnings.size(), 1U);
  EXPECT_NE(codes.warnings[0].en.find("999"), std::string::npos);
  const ColumnProfile dates = profile_of("a", 50, [](std::int64_t row) {
    return fmt::format("{:02}/{:02}/2024", row * 5 % 12 + 1, row * 7 % 12 + 1);
  });
  ASSERT_EQ(dates.warnings.size(), 1U);
  EXPECT_NE(dates.warnings[0].zh.find("%d/%m/%Y"), std::string::npos);
}

TEST(ColumnProfile, IsTheSameAfterJson) {
  for (const Cell& cell : std::vector<Cell>{
           cycle({"a", "b", "?"}), cycle({"low", "high", "medium"}), cycle({"", ""}),
           [](auto row) { return fmt::format("${}", noise(row)); },
           [](auto row) { return fmt::format("{}.3.2024", row % 31 + 1); },
           [](auto row) { return row == 5 ? "x y" : fmt::format("1'0{}5", row % 100 + 100); }}) {
    const ColumnProfile c = profile_of("列", 200, cell);
    const ColumnProfile again = column_profile_from_json(nlohmann::json::parse(to_json(c).dump()));
    EXPECT_EQ(again, c);
    EXPECT_EQ(again.quantiles, c.quantiles);
    EXPECT_EQ(again.reading, c.reading);
  }
  nlohmann::json broken = to_json(profile_of("a", 10, cycle({"1", "2"})));
  broken["meaning"] = "colour";
  EXPECT_THROW((void)column_profile_from_json(broken), Error);
  broken.erase("meaning");
  EXPECT_THROW((void)column_profile_from_json(broken), Error);
}

TEST(DistinctSketch, IsNearTheTruth) {
  for (const std::int64_t n : {100, 5000, 40000, 300000}) {
    DistinctSketch sketch;
    for (std::int64_t i = 0; i < 2 * n; ++i) sketch.add(hash_text(fmt::format("v{}", i % n)));
    EXPECT_NEAR(static_cast<double>(sketch.estimate()) / static_cast<double>(n), 1, 0.03) << n;
  }
}

TEST(SmallestHashes, KeepTheSameRowsHoweverTheyCome) {
  SmallestHashes forward(100), backward(100);
  for (int i = 0; i < 5000; ++i) {
    const std::uint64_t a = hash_number(i), b = hash_number(4999 - i);
    if (forward.keeps(a)) forward.add(a, i);
    if (backward.keeps(b)) backward.add(b, 4999 - i);
  }
  EXPECT_EQ(forward.values().size(), 100U);
  EXPECT_EQ(forward.values(), backward.values());
}

TEST(HashText, TellsTextsApartByEveryByte) {
  std::set<std::uint64_t> hashes;
  for (int length = 0; length < 40; ++length) {
    hashes.insert(hash_text(std::string(length, '\0')));
    for (int at = 0; at < length; ++at) {
      std::string text(length, '\0');
      text[at] = 'x';
      hashes.insert(hash_text(text));
    }
  }
  EXPECT_EQ(hashes.size(), 40U + 39 * 40 / 2);
}

}  // namespace
}  // namespace ingot
