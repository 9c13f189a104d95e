#include "features/cells.h"

#include <gtest/gtest.h>

#include <cmath>

#include "features/personal_data.h"
#include "features/reading.h"
#include "tests/unit/fuzz_targets.h"

namespace ingot {
namespace {

TEST(Numbers, BeyondThirtyTwoBitsAreNone) {
  for (const char* cell : {"1e39", "-3.5e38", "1e308", "2E+99"}) {
    EXPECT_FALSE(parse_number(cell, {})) << cell;
    EXPECT_TRUE(is_number_too_large(cell)) << cell;
  }
  EXPECT_TRUE(is_number_too_large("1e400"));
  for (const char* cell : {"3.4e38", "1e-400", "x", "", "-", "e5", "1e", "12e4x"})
    EXPECT_FALSE(is_number_too_large(cell)) << cell;
  EXPECT_EQ(parse_number("-3.4e38", {}), -3.4e38);
}

struct WrittenNumber {
  std::string cell;
  NumberFormat format;
  double value;
};

TEST(Numbers, AreReadInAllUsualWritings) {
  const NumberFormat plain, english{'.', ','}, german{',', '.'}, swiss{'.', '\''}, french{',', ' '};
  for (const auto& [cell, format, value] :
       std::vector<WrittenNumber>{{"12", plain, 12},
                                  {"-0.5", plain, -0.5},
                                  {"+7", plain, 7},
                                  {".25", plain, 0.25},
                                  {"6.", plain, 6},
                                  {" 42 ", plain, 42},
                                  {"1e3", plain, 1000},
                                  {"1.5E-3", plain, 0.0015},
                                  {"0.1", plain, 0.1},
                                  {"123456789012345678", plain, 123456789012345678.0},
                                  {"\u22125", plain, -5},
                                  {"5-", plain, -5},
                                  {"(1200)", plain, -1200},
                                  {"1,234,567.8", english, 1234567.8},
                                  {"12,34,567", english, 1234567},
                                  {"(1,200)", english, -1200},
                                  {"1.234,50", german, 1234.5},
                                  {"-1.234.567", german, -1234567},
                                  {"0,5", german, 0.5},
                                  {"1'234.5", swiss, 1234.5},
                                  {"1\u2019234", swiss, 1234},
                                  {"1 234,5", french, 1234.5},
                                  {"1\u00a0234\u202f567", french, 1234567},
                                  {"$1,200.50", {'.', ',', "$", ""}, 1200.5},
                                  {"-$5", {'.', 0, "$", ""}, -5},
                                  {"$-5", {'.', 0, "$", ""}, -5},
                                  {"($5.00)", {'.', 0, "$", ""}, -5},
                                  {"1.234,50 EUR", {',', '.', "", "EUR"}, 1234.5},
                                  {"eur 3", {'.', 0, "EUR", ""}, 3},
                                  {"¥ 88", {'.', 0, "¥", ""}, 88},
                                  {"12 %", {'.', 0, "", "%"}, 12},
                                  {"12", {'.', 0, "", "%"}, 12},
                                  {"3元", {'.', 0, "", "元"}, 3}}) {
    const auto read = parse_number(cell, format);
    ASSERT_TRUE(read) << cell;
    EXPECT_EQ(*read, value) << cell;
  }
}

TEST(Numbers, AreNotSeenInOtherTexts) {
  const NumberFormat plain, english{'.', ','};
  for (const char* cell :
       {"",   " ",     "a",  "1a",   "A11", "1 2",   "--1", "1-2", "inf",        "nan", "0x10",
        "1e", "1e999", "()", "(-5)", "1,5", "1.2.3", "$5",  "12%", "2024-01-02", "-"})
    EXPECT_FALSE(parse_number(cell, plain)) << cell;
  for (const char* cell : {"1,23", "1234,567", "12,3456", ",123", "1,,234", "0,123", "1.5,000"})
    EXPECT_FALSE(parse_number(cell, english)) << cell;
  EXPECT_FALSE(parse_number("€5", {'.', 0, "$", ""})) << "another currency";
}

constexpr double kDay = 86400;

TEST(Dates, AreReadInManyStyles) {
  constexpr double k5March = 19787 * kDay;  // 2024-03-05
  struct Written {
    std::string cell, pattern;
    double seconds;
  };
  for (const auto& [cell, pattern, seconds] :
       std::vector<Written>{{"2024-03-05", "%Y-%m-%d", k5March},
                            {"2024/3/5", "%Y/%m/%d", k5March},
                            {"05.03.2024", "%d.%m.%Y", k5March},
                            {"5.3.24", "%d.%m.%y", k5March},
                            {"03/05/2024", "%m/%d/%Y", k5March},
                            {"05/03/2024", "%d/%m/%Y", k5March},
                            {"2024年3月5日", "%Y年%m月%d日", k5March},
                            {"Mar 5, 2024", "%b %d, %Y", k5March},
                            {"5 March 2024", "%d %b %Y", k5March},
                            {"5. März 2024", "%d. %b %Y", k5March},
                            {"05-MAR-24", "%d-%b-%y", k5March},
                            {"Tue, 5 Mar 2024", "%a, %d %b %Y", k5March},
                            {"20240305", "%Y%m%d", k5March},
                            {"2024-03", "%Y-%m", k5March - 4 * kDay},
                            {"1709596800", "%s", k5March},
                            {"1709596800250", "%Q", k5March + 0.25},
                            {"2024-03-05T12:30:15.5Z", "%Y-%m-%dT%H:%M:%S%z", k5March + 45015.5},
                            {"2024-03-05T01:00:00+02:00", "%Y-%m-%dT%H:%M:%S%z", k5March - 3600},
                            {"2024-03-05 00:00:00 -0530", "%Y-%m-%d %H:%M:%S %z", k5March + 19800},
                            {"03/05/2024 01:05 PM", "%m/%d/%Y %I:%M %p", k5March + 47100},
                            {"03/05/2024 12:05 a.m.", "%m/%d/%Y %I:%M %p", k5March + 300},
                            {"11:38:36", "%H:%M:%S", 41916},
                            {"1969-12-31", "%Y-%m-%d", -kDay},
                            {"2000-02-29", "%Y-%m-%d", 11016 * kDay}}) {
    const auto read = parse_date(cell, {pattern});
    ASSERT_TRUE(read) << cell << " as " << pattern;
    EXPECT_EQ(*read, seconds) << cell;
  }
}

TEST(Dates, ThatTheCalendarLacksAreNone) {
  for (const char* cell : {"2023-02-29", "2024-13-01", "2024-00-10", "2024-04-31", "1900-02-29", "",
                           "2024-3", "24-03-05", "2024-03-05x"})
    EXPECT_FALSE(parse_date(cell, {"%Y-%m-%d"})) << cell;
  EXPECT_FALSE(parse_date("24:00", {"%H:%M"}));
  EXPECT_FALSE(parse_date("13:00 PM", {"%I:%M %p"}));
  EXPECT_FALSE(parse_date("2024-03-05", {""}));
}

TEST(MissingMarks, AreKnownInAnyCase) {
  for (const char* mark : {"", " ", "?", "NA", "n/a", "N/A", "NaN", "NULL", "None", "-", "#N/A",
                           "缺失", "\u00a0", " NA "})
    EXPECT_TRUE(is_missing_mark(mark)) << '"' << mark << '"';
  for (const char* value : {"0", "no", "unknown", "N", "nano", "-1", "Nan Jing"})
    EXPECT_FALSE(is_missing_mark(value)) << value;
}

TEST(Labels, LoseBlanksAndTheFullStop) {
  EXPECT_EQ(clean_label(" >50K."), ">50K");
  EXPECT_EQ(clean_label(">50K"), ">50K");
  EXPECT_EQ(clean_label("."), ".");
  EXPECT_EQ(clean_label("and so on..."), "and so on...");
}

std::vector<CategoryCount> once_each(const std::vector<std::string>& texts) {
  std::vector<CategoryCount> values;
  for (const std::string& text : texts) values.push_back({text, 1});
  return values;
}
std::string pattern_of(const std::vector<std::string>& texts, const std::string& name = "x") {
  const Readings found = find_readings(once_each(texts), name);
  const auto* date = std::get_if<DateFormat>(&found.best);
  return date == nullptr ? "" : date->pattern;
}
NumberFormat format_of(const std::vector<std::string>& texts) {
  const Readings found = find_readings(once_each(texts), "x");
  const auto* number = std::get_if<NumberFormat>(&found.best);
  return number == nullptr ? NumberFormat{'?'} : *number;
}

TEST(Readings, SettleTheNumberFormatByTheWholeColumn) {
  EXPECT_EQ(format_of({"1", "2.5"}), (NumberFormat{'.', 0}));
  EXPECT_EQ(format_of({"1,5", "2,25", "3"}), (NumberFormat{',', 0}));
  EXPECT_EQ(format_of({"1,234", "12,500.5"}), (NumberFormat{'.', ','}));
  EXPECT_EQ(format_of({"1.234", "12.500,5"}), (NumberFormat{',', '.'}));
  EXPECT_EQ(format_of({"1.234", "2.345.678"}), (NumberFormat{',', '.'}));
  EXPECT_EQ(format_of({"1.234", "2.345"}), (NumberFormat{'.', 0}));
  EXPECT_EQ(format_of({"$1,000", "$20"}), (NumberFormat{'.', ',', "$", ""}));
  EXPECT_EQ(format_of({"5 kg", "7 kg"}), (NumberFormat{'.', 0, "", "kg"}));
  EXPECT_EQ(format_of({"-$5.20", "($3.10)"}), (NumberFormat{'.', 0, "$", ""}));
  EXPECT_EQ(format_of({"A11", "A12"}), NumberFormat{'?'});
  EXPECT_EQ(format_of({"1", "2", "x", "y"}), NumberFormat{'?'});
}

TEST(Readings, SettleDayAndMonthByTheWholeColumn) {
  EXPECT_EQ(pattern_of({"01/02/2024", "25/12/2024"}), "%d/%m/%Y");
  EXPECT_EQ(pattern_of({"01/02/2024", "12/25/2024"}), "%m/%d/%Y");
  // Every text fits both ways; just one of them keeps the order of the rows.
  EXPECT_EQ(pattern_of({"01/02/2024", "02/02/2024", "03/02/2024", "01/03/2024"}), "%d/%m/%Y");
  EXPECT_EQ(pattern_of({"2024-03-05T10:00:00Z", "2024-03-06T11:00:00Z"}), "%Y-%m-%dT%H:%M:%S%z");
  EXPECT_EQ(pattern_of({"2024年3月5日", "2024年12月15日"}), "%Y年%m月%d日");
  EXPECT_EQ(pattern_of({"Mar 5, 2024", "May 12, 2023"}), "%b %d, %Y");
  EXPECT_EQ(pattern_of({"20240305", "20231231"}), "%Y%m%d");
  EXPECT_EQ(pattern_of({"20240305", "20241399"}), "") << "a number";
  EXPECT_EQ(pattern_of({"1709596800", "1709683200"}, "created_at"), "%s");
  EXPECT_EQ(pattern_of({"1709596800", "1709683200"}, "amount"), "");
}

TEST(Readings, SayWhatElseFitsEveryCell) {
  const Readings found = find_readings(once_each({"03/02/2024", "01/02/2024", "05/04/2024"}), "x");
  EXPECT_EQ(std::get<DateFormat>(found.best).pattern, "%m/%d/%Y");
  ASSERT_EQ(found.others.size(), 1U);
  EXPECT_EQ(std::get<DateFormat>(found.others[0]).pattern, "%d/%m/%Y");
}

// Under the sanitizers a byte too far fails the test.
TEST(Cells, OfAnyBytesAreReadOrRefused) {
  const std::vector<std::string> seeds = {
      "1.234,50 EUR", "(1,200)",           "$1'000.5e-3",
      "12 %",         "\u22121 000",       "2024-03-05T12:30:15.5+02:00",
      "2024年3月5日", "Mar 5, 2024",       "Tue, 5 Mar 2024 01:05 p.m.",
      "1709596800",   "GB82 WEST 1234",    "<10 years",
      "NA",           "11010519491231002X"};
  int read = 0;
  for (std::uint32_t i = 0; i < 9000; ++i) {
    std::vector<CategoryCount> values = {{mutated(seeds, i, 1), 1}, {mutated(seeds, i, 2), 1}};
    const Readings found = find_readings(values, i % 2 ? "time" : "price");
    for (const CategoryCount& v : values) {
      read += read_cell(v.value, found.best) ? 1 : 0;
      (void)is_missing_mark(v.value), (void)clean_label(v.value);
      (void)is_iban(v.value), (void)is_card_number(v.value), (void)is_resident_id(v.value);
    }
  }
  EXPECT_GT(read, 100);
}

}  // namespace
}  // namespace ingot
