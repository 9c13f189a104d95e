#include "data/splits.h"

#include <gtest/gtest.h>

#include <set>

namespace ingot {
namespace {

using Rows = std::vector<std::int64_t>;

std::string code_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const Error& e) {
    EXPECT_FALSE(e.message().zh.empty());
    return e.code();
  }
  return "";
}

void expect_partition(const Split& split, std::size_t num_rows) {
  std::set<std::int64_t> all;
  for (const Rows* part : {&split.train, &split.valid, &split.test}) {
    EXPECT_TRUE(std::ranges::is_sorted(*part));
    all.insert(part->begin(), part->end());
  }
  EXPECT_EQ(all.size(), num_rows);
  EXPECT_EQ(split.train.size() + split.valid.size() + split.test.size(), num_rows);
}

TEST(GroupedSplit, HasNoGroupOnTwoSidesAndKeepsTheShares) {
  Rows labels, groups;
  for (std::int64_t row = 0; row < 1000; ++row) {
    groups.push_back(row * row % 97 * 3);
    labels.push_back((groups.back() % 4 == 0) != (row % 9 == 0) ? 1 : 0);
  }
  for (std::int64_t seed = 0; seed < 5; ++seed) {
    const Split split = grouped_split(labels, groups, {0.1, 0.2}, seed);
    expect_partition(split, 1000);
    std::map<std::int64_t, std::set<int>> sides;
    int side = 0;
    for (const Rows* part : {&split.train, &split.valid, &split.test}) {
      for (const std::int64_t row : *part)
        sides[groups[static_cast<std::size_t>(row)]].insert(side);
      ++side;
    }
    for (const auto& [group, of_group] : sides) EXPECT_EQ(of_group.size(), 1U) << group;
    EXPECT_NEAR(static_cast<double>(split.valid.size()), 100, 25);
    EXPECT_NEAR(static_cast<double>(split.test.size()), 200, 40);
    EXPECT_EQ(split.test, grouped_split(labels, groups, {0.1, 0.2}, seed).test);
  }
  EXPECT_NE(grouped_split(labels, groups, {}, 1).test, grouped_split(labels, groups, {}, 2).test);
}

TEST(GroupedSplit, TakesFewGroupsWholeAndRefusesTooFew) {
  const Rows labels(30);
  Rows groups;
  for (std::int64_t row = 0; row < 30; ++row) groups.push_back(row / 10);
  const Split split = grouped_split(labels, groups, {}, 0);
  for (const Rows* part : {&split.train, &split.valid, &split.test}) EXPECT_EQ(part->size(), 10U);
  const Split brought = grouped_split(labels, groups, {.valid = 0.1, .test = 0}, 0);
  EXPECT_TRUE(brought.test.empty());
  EXPECT_EQ(brought.valid.size(), 10U);
  EXPECT_EQ(grouped_split(labels, groups, {0, 0}, 0).train.size(), 30U);
  EXPECT_EQ(code_of([&] { (void)grouped_split({0, 1}, {5, 6}, {}, 0); }), "too_few_groups");
}

TEST(GroupedSplit, DoesNotMakeOneLargeGroupTheTest) {
  Rows groups(500, 7);
  for (std::int64_t row = 0; row < 500; ++row) groups.push_back(100 + row / 10);
  const Split split = grouped_split(Rows(1000), groups, {}, 3);
  EXPECT_TRUE(std::ranges::binary_search(split.train, 0));
}

TEST(TimeSplit, HoldsTheLatestRowsOut) {
  std::vector<std::string> times;
  for (int row = 0; row < 100; ++row) times.push_back(std::to_string((row * 37) % 100));
  const Split split = time_split(times, {});
  expect_partition(split, 100);
  for (const std::int64_t row : split.test) EXPECT_GE(row * 37 % 100, 90);
  for (const std::int64_t row : split.valid) {
    EXPECT_GE(row * 37 % 100, 80);
    EXPECT_LT(row * 37 % 100, 90);
  }
  EXPECT_EQ(split.test.size(), 10U);
  EXPECT_EQ(split.valid.size(), 10U);
  EXPECT_EQ(earliest_time({"10", "9.5", "11"}), "9.5");  // by value, not by letters
}

TEST(TimeSplit, ReadsDatesAndKeepsOneTimeOnOneSide) {
  const std::vector<std::string> days = {"2026-03-01", "2025-12-31T10:00", "2026-03-02 08:15:30Z",
                                         "2026-03-01", "2025-11",          "2026-03-01"};
  const Split split = time_split(days, {.valid = 0.1, .test = 0.1});
  EXPECT_EQ(split.test, Rows{2});
  EXPECT_EQ(split.valid, (Rows{0, 3, 5}));
  EXPECT_EQ(split.train, (Rows{1, 4}));
  EXPECT_EQ(time_split(days, {.valid = 0.1, .test = 0}).valid, Rows{2});
}

TEST(TimeSplit, RefusesWhatIsNoTimeAndTooFewTimes) {
  for (const char* bad : {"yesterday", "", "2026-3-1", "2026-03-01 1", "01.03.2026", "2026-03-01x"})
    EXPECT_EQ(code_of([&] { (void)time_split({"2026-01-01", bad}, {}); }), "bad_time") << bad;
  EXPECT_EQ(code_of([&] { (void)time_split({"5", "5", "6"}, {}); }), "too_few_times");
}

TEST(NumberedValues, AreEqualWhereTheValuesAre) {
  EXPECT_EQ(number_values({"b", "a", "b", "", "a"}), (Rows{0, 1, 0, 2, 1}));
}

}  // namespace
}  // namespace ingot
