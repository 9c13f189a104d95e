// Models learn the same from features in a file as from features in memory.
#include <gtest/gtest.h>

#include <cmath>

#include "base/rng.h"
#include "tasks/table_baselines.h"
#include "tasks/table_training.h"
#include "tasks/tree_member.h"

namespace ingot {
namespace {

constexpr std::int64_t kRows = 3000, kColumns = 5;

struct Drawn {
  Tensor features{f32, {kRows, kColumns}};
  std::vector<double> classes;
};

Drawn draw(std::uint32_t seed) {
  Drawn drawn;
  const std::span<float> x = drawn.features.mutable_data<float>();
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] = static_cast<float>(philox4x32({static_cast<std::uint32_t>(i), 0, 0, 0}, {seed, 0})[0]) *
               0x1p-31F -
           1;
  for (std::size_t row = 0; row < kRows; ++row)
    drawn.classes.push_back(x[row * kColumns + 1] > x[row * kColumns + 3] ? 1 : 0);
  return drawn;
}

EncodedRows in_file(const Tensor& features) {
  EncodedRows rows(kRows, kColumns, 1000);
  rows.append(features);
  EXPECT_FALSE(rows.is_in_memory());
  return rows;
}

class ManyRows : public ::testing::Test {
 protected:
  ManyRows() {
    view_.name = "network";
    view_.width = 4;  // the last column is of another view
    view_.group_widths = {1, 1, 1, 1};
    view_.categories = {false, false, false, false};
    view_.num_ids = {0, 0, 0, 0};
    view_.features = view_.columns = {"a", "b", "c", "d"};
  }
  [[nodiscard]] LearningRows rows(bool are_in_file) const {
    const auto kept = [&](const Tensor& features) {
      return are_in_file ? in_file(features) : EncodedRows(features);
    };
    return {.train = kept(train_.features),
            .valid = kept(valid_.features),
            .train_targets = train_.classes,
            .valid_targets = valid_.classes,
            .train_weights = {},
            .valid_weights = {}};
  }
  [[nodiscard]] double accuracy(const TableMember& member) const {
    FeatureView whole = view_;
    Tensor features = EncodedRows(valid_.features).range(0, kRows, whole);
    const Tensor answers = answers_of(member, target_, features, 2);
    double right = 0;
    for (std::int64_t row = 0; row < kRows; ++row)
      right +=
          (answers.at(2 * row + 1) > 0.5F) == (valid_.classes[static_cast<std::size_t>(row)] == 1)
              ? 1
              : 0;
    return right / kRows;
  }

  Drawn train_ = draw(1), valid_ = draw(2);
  FeatureView view_;
  TableTarget target_{.column = "y", .classes = {"no", "yes"}};
  TableGoal goal_{GoalKind::classes};
  BuildRequest request_;
};

TEST_F(ManyRows, NetworksLearnTheSameBits) {
  const TableMember a = linear_baseline(request_, "linear", target_, goal_, view_, rows(false));
  const TableMember b = linear_baseline(request_, "linear", target_, goal_, view_, rows(true));
  EXPECT_GT(accuracy(a), 0.98);
  ASSERT_EQ(a.weights.size(), b.weights.size());
  for (const auto& [name, value] : a.weights)
    EXPECT_TRUE(bit_equal(value, b.weights.at(name))) << name;
}

TEST_F(ManyRows, SomeRowsAreDrawnFromEverywhereWithTheirTargets) {
  for (const bool are_in_file : {false, true}) {
    const LearningRows some = some_rows_of(rows(are_in_file), 700, 5);
    ASSERT_EQ(some.train.size(), 700);
    ASSERT_EQ(some.train_targets.size(), 700U);
    EXPECT_EQ(some.valid.size(), kRows);
    const Tensor drawn = some.train.range(0, 700, some.train.all());
    std::int64_t at = -1;
    for (std::int64_t row = 0; row < 700; ++row) {
      // Each is one of the rows behind the one before, with its own class.
      const auto is_drawn = [&](std::int64_t from) {
        return train_.features.at(from * kColumns) == drawn.at(row * kColumns) &&
               train_.features.at(from * kColumns + 4) == drawn.at(row * kColumns + 4);
      };
      while (++at < kRows && !is_drawn(at)) continue;
      ASSERT_LT(at, kRows) << row;
      ASSERT_LE(std::abs(at - row * kRows / 700), kRows / 700 + 1);
      EXPECT_EQ(some.train_targets[static_cast<std::size_t>(row)],
                train_.classes[static_cast<std::size_t>(at)]);
    }
  }
  EXPECT_EQ(some_rows_of(rows(false), kRows + 1, 5).train.size(), kRows);
}

TEST_F(ManyRows, TreesOfABoundedMemoryLearnFromSomeRows) {
  const std::int64_t most = most_tree_rows(4, 1'000'000'000, 15'100'000);
  EXPECT_GE(most, 1000);
  EXPECT_LT(most, kRows);
  const TreesWanted wanted{.settings = {{"rounds", "100"}, {"patience", "0"}},
                           .learns_from_valid = false,
                           .memory_limit = 15'100'000};
  EXPECT_GT(accuracy(train_trees(wanted, target_, goal_, view_, rows(false)).member), 0.9);
}

TEST(TreeRows, AreAllUpToAMillionAndOfManyMoreWhatTwoGigabytesHold) {
  EXPECT_EQ(most_tree_rows(118, 800'000), 800'000);
  EXPECT_LT(most_tree_rows(118, 9'600'000), 3'000'000);
  EXPECT_GT(most_tree_rows(118, 9'600'000, 8'000'000'000), 9'000'000);
}

TEST_F(ManyRows, TreesLearnFromOneBatchAfterAnother) {
  const double in_memory = accuracy(trees_baseline(request_, target_, goal_, view_, rows(false)));
  const double from_file = accuracy(trees_baseline(request_, target_, goal_, view_, rows(true)));
  EXPECT_GT(in_memory, 0.95);
  EXPECT_NEAR(from_file, in_memory, 0.01);
}

}  // namespace
}  // namespace ingot
