// Sentences with tags as rows of a network.
#include "train/tagged_rows.h"

#include <gtest/gtest.h>

namespace ingot::testing {
namespace {

// Two signs, three rows of 3, 1 and 2 places.
const std::vector<std::int32_t> kIds{5, 9, 6, 8, 7, 7, 4, 3, 2, 2, 3, 3};
const std::vector<std::int64_t> kStarts{0, 3, 4, 6};
const std::vector<std::int32_t> kTags{0, 1, -1, 2, 1, 0};
constexpr std::int64_t kLength = 4;

TaggedRows rows() { return {{kIds, kStarts, kTags, 2}, {kLength}, 0.5, 1}; }

std::vector<std::int64_t> values(const Tensor& t) {
  const auto all = t.data<std::int64_t>();
  return {all.begin(), all.end()};
}

TEST(TaggedRows, NumbersStandSignAfterSignAndTagsBesideThem) {
  const TaggedRows source = rows();
  ASSERT_EQ(source.size(), 3);
  const std::vector<Tensor> got = source.get(std::array<std::int64_t, 2>{2, 0});
  EXPECT_EQ(values(got[0]),
            (std::vector<std::int64_t>{2, 3, 0, 0, 2, 3, 0, 0, 5, 6, 7, 0, 9, 8, 7, 0}));
  EXPECT_EQ(values(got[1]), (std::vector<std::int64_t>{1, 0, -1, -1, 0, 1, -1, -1}));
}

TEST(TaggedRows, ShortOnesAreTrainedOnInShortRows) {
  const TaggedRows source({kIds, kStarts, kTags, 2}, {4, 2, 1}, 0, 1);
  EXPECT_EQ(source.form(0), 0);
  EXPECT_EQ(source.form(1), 2);
  EXPECT_EQ(source.form(2), 1);
  const std::array<std::int64_t, 1> last{2};
  const std::vector<Tensor> got = source.get_for_training(last, 0);
  EXPECT_EQ(values(got[0]), (std::vector<std::int64_t>{2, 3, 2, 3}));
  EXPECT_EQ(values(got[1]), (std::vector<std::int64_t>{1, 0}));
  EXPECT_EQ(source.get(last)[0].shape(), (Shape{1, 8}));
}

TEST(TaggedRows, TrainingHidesWordsAnewInEachEpochAndNeverTheirShape) {
  // Three signs, of which the last is never hidden.
  constexpr std::int64_t kPlaces = 6, kSigns = 3;
  std::vector<std::int32_t> ids;
  for (std::int32_t i = 0; i < kPlaces * kSigns; ++i) ids.push_back(2 + i);
  const auto hiding = [&](double hidden) {
    return TaggedRows({ids, kStarts, kTags, kSigns}, {kLength}, hidden, 1);
  };
  const TaggedRows source = hiding(0.5);
  const std::vector<std::int64_t> all = all_rows(3);
  const std::vector<std::int64_t> plain = values(source.get(all)[0]);
  std::array<double, kSigns> hidden{};
  std::int64_t changed = 0;
  std::vector<std::int64_t> before;
  for (std::int64_t epoch = 0; epoch < 400; ++epoch) {
    const std::vector<Tensor> got = source.get_for_training(all, epoch);
    EXPECT_EQ(values(got[1]), values(source.get(all)[1]));
    EXPECT_EQ(values(got[0]), values(source.get_for_training(all, epoch)[0]));
    const std::vector<std::int64_t> now = values(got[0]);
    for (std::size_t i = 0; i < now.size(); ++i) {
      if (now[i] == plain[i]) continue;
      EXPECT_EQ(now[i], 1);
      EXPECT_NE(plain[i], 0);
      const std::size_t sign = i / kLength % kSigns;
      hidden.at(sign) += 1.0 / (400 * kPlaces);
      if (sign == 1) {
        EXPECT_EQ(now[i - kLength], 1);
      }
    }
    changed += now != before ? 1 : 0;
    before = now;
  }
  EXPECT_NEAR(hidden[0], 0.5, 0.05);
  EXPECT_NEAR(hidden[1], 0.25, 0.05);
  EXPECT_EQ(hidden[2], 0);
  EXPECT_GT(changed, 300);
  EXPECT_EQ(values(hiding(0).get_for_training(all, 3)[0]), plain);
  // The same whichever rows come with it.
  const std::vector<std::int64_t> alone =
      values(source.get_for_training(std::array<std::int64_t, 1>{2}, 7)[0]);
  const std::vector<std::int64_t> together = values(source.get_for_training(all, 7)[0]);
  EXPECT_TRUE(std::equal(alone.begin(), alone.end(), together.end() - kSigns * kLength));
}

}  // namespace
}  // namespace ingot::testing
