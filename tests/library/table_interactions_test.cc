#include "tasks/table_interactions.h"

#include <gtest/gtest.h>

#include "base/rng.h"
#include "tasks/table_features.h"

namespace ingot {
namespace {

// Numbers between -1 and 1.
class Draws {
 public:
  explicit Draws(std::uint32_t seed) : seed_(seed) {}
  double next() { return philox4x32({next_++, 0, 0, 0}, {seed_, 7})[0] * 0x1p-31 - 1; }

 private:
  std::uint32_t seed_, next_ = 0;
};

using Row = std::vector<std::string>;
using Rule = std::function<double(Draws& draws, Row& row)>;

TableParts parts_of(const std::vector<std::string>& names, std::int64_t rows, std::uint32_t seed,
                    bool classes, const Rule& rule) {
  Draws draws(seed);
  TableParts parts;
  for (TablePart* part : {&parts.train, &parts.valid, &parts.test}) {
    Table table{names, std::vector<TextColumn>(names.size())};
    for (std::int64_t i = 0; i < (part == &parts.train ? rows : rows / 4); ++i) {
      Row row;
      part->targets.push_back(rule(draws, row));
      for (std::size_t c = 0; c < names.size(); ++c) table.columns[c].push_back(row[c]);
    }
    part->rows = table_in_memory(std::move(table));
  }
  parts.target = {.column = "y", .classes = {}};
  if (classes) parts.target.classes = {"no", "yes"};
  parts.goal.kind = classes ? GoalKind::classes : GoalKind::squared;
  parts.target.spread = 1;
  parts.profile = profile_table(*parts.train.rows);
  return parts;
}

std::string number(double x) { return fmt::format("{:.4f}", x); }

std::vector<std::string> found(const TableParts& parts) {
  std::vector<std::string> names;
  for (const DerivedColumn& column : find_interactions(parts, {})) names.push_back(column.name());
  return names;
}

TEST(Interactions, OfTwoNumbersAreFoundInTheirForm) {
  const std::vector<std::string> names{"a", "b", "c", "d"};
  const auto product = parts_of(names, 3000, 1, false, [](Draws& draws, Row& row) {
    const double a = draws.next(), b = draws.next(), c = draws.next();
    row = {number(a), number(b), number(c), number(draws.next())};
    return c + 2 * a * b + 0.3 * draws.next();
  });
  ASSERT_FALSE(found(product).empty());
  EXPECT_EQ(found(product)[0], "a x b");
  const auto ratio = parts_of(names, 3000, 2, true, [](Draws& draws, Row& row) {
    const double a = 5 + 4 * draws.next(), b = 5 + 4 * draws.next();
    row = {number(a), number(b), number(draws.next()), number(draws.next())};
    return a / b + 0.2 * draws.next() > 1.5 ? 1.0 : 0.0;
  });
  ASSERT_FALSE(found(ratio).empty());
  EXPECT_TRUE(found(ratio)[0] == "a / b" || found(ratio)[0] == "b / a") << found(ratio)[0];
}

TEST(Interactions, OfTwoCategoriesAreTheirPair) {
  const auto parts = parts_of({"hand", "door", "x"}, 3000, 3, true, [](Draws& draws, Row& row) {
    const bool left = draws.next() > 0, opens_left = draws.next() > 0;
    row = {left ? "left" : "right", opens_left ? "left" : "right", number(draws.next())};
    return (left == opens_left) == (draws.next() > -0.8) ? 1.0 : 0.0;
  });
  EXPECT_EQ(found(parts), std::vector<std::string>{"hand & door"});
}

TEST(Interactions, AreNotFoundWhereColumnsActOnTheirOwn) {
  int falsely = 0;
  for (std::uint32_t seed = 10; seed < 30; ++seed) {
    const bool classes = seed % 2 == 0;
    const auto parts =
        parts_of({"a", "b", "c", "d", "e"}, 2000, seed, classes, [&](Draws& draws, Row& row) {
          std::vector<double> x(5);
          for (double& v : x) row.push_back(number(v = draws.next()));
          const double score = 2 * x[0] + std::exp(x[1]) + x[2] * x[2] + draws.next();
          if (!classes) return score;
          return draws.next() < std::tanh(score - 1.5) ? 1.0 : 0.0;
        });
    falsely += static_cast<int>(found(parts).size());
  }
  EXPECT_EQ(falsely, 0);
}

TEST(Interactions, OfMonotoneColumnsAreNotLookedFor) {
  auto parts = parts_of({"a", "b"}, 2000, 5, false, [](Draws& draws, Row& row) {
    const double a = draws.next(), b = draws.next();
    row = {number(a), number(b)};
    return a * b;
  });
  EXPECT_FALSE(found(parts).empty());
  parts.goal.monotone = {{"a", 1}};
  EXPECT_TRUE(found(parts).empty());
}

TEST(ColumnSelection, LeavesOutWhatNoAnswerDependsOn) {
  std::vector<std::string> names{"a", "b"};
  for (int i = 0; i < 8; ++i) names.push_back(fmt::format("noise {}", i));
  auto parts = parts_of(names, 2000, 6, true, [&](Draws& draws, Row& row) {
    const double a = draws.next(), b = draws.next();
    row = {number(a), number(b)};
    while (row.size() < names.size()) row.push_back(number(draws.next()));
    return a + b + 0.3 * draws.next() > 0 ? 1.0 : 0.0;
  });
  BuildRequest request;
  request.model = "xgboost";
  request.settings = {{"select", "true"}};
  const std::vector<PlannedMember> planned = plan_members(request, parts);
  const TableFeatures features = make_features(parts, planned, request);
  EXPECT_GE(parts.left_out.size(), 5U);
  for (const auto& [column, why] : parts.left_out)
    EXPECT_TRUE(column.starts_with("noise")) << column;
  const std::vector<std::string> read = features.encoded.pipeline.columns();
  EXPECT_EQ(read.size(), names.size() - parts.left_out.size());
}

TEST(FeatureSettings, AreTheUsersOrThoseOfAutoWithATime) {
  BuildRequest request;
  request.model = "auto";
  EXPECT_EQ(feature_settings(request).interactions, 0);
  request.time_seconds = 60;
  EXPECT_EQ(feature_settings(request).interactions, 5);
  request.settings = {{"interactions", "0"}};
  EXPECT_EQ(feature_settings(request).interactions, 0);
  request.settings = {{"interactions", "1000"}};
  EXPECT_THROW(static_cast<void>(feature_settings(request)), Error);
  request.settings = {{"select", "perhaps"}};
  EXPECT_THROW(static_cast<void>(feature_settings(request)), Error);
}

}  // namespace
}  // namespace ingot
