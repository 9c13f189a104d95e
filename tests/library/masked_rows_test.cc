// Texts with hidden tokens.
#include "train/masked_rows.h"

#include <gtest/gtest.h>

#include <array>
#include <set>

namespace ingot::testing {
namespace {

constexpr std::int64_t kContext = 16, kTexts = 600, kVocabulary = 50, kMask = 51;

struct Texts {
  std::vector<std::int32_t> tokens;
  std::vector<std::int64_t> starts;
  Texts() {
    for (std::int64_t t = 0; t < kTexts; ++t) {
      starts.push_back(std::ssize(tokens));
      for (std::int64_t i = 0; i < 1 + t % 20; ++i)
        tokens.push_back(static_cast<std::int32_t>((t + 3 * i) % kVocabulary));
    }
    starts.push_back(std::ssize(tokens));
  }
  [[nodiscard]] MaskedRows rows(std::uint64_t seed) const {
    return {{tokens, starts, 1, kMask, kMask + 1}, {kContext, kContext / 2}, seed};
  }
};

TEST(MaskedRows, HideFifteenInAHundredAndSayWhatTheyWere) {
  const Texts texts;
  const MaskedRows source = texts.rows(3);
  ASSERT_EQ(source.size(), kTexts);
  EXPECT_EQ(MaskedRows::num_hidden(1), 1);
  EXPECT_EQ(MaskedRows::num_hidden(64), 10);
  const std::int64_t most = MaskedRows::num_hidden(kContext);
  const std::vector<Tensor> all = source.get(all_rows(kTexts));
  ASSERT_EQ(all[1].shape(), (Shape{kTexts, most}));
  double told = 0, masked = 0, kept = 0;
  std::array<int, kContext> times{};  // that a place of the longest rows is hidden
  for (std::int64_t t = 0; t < kTexts; ++t) {
    const std::int64_t length = std::min(kContext, 1 + t % 20);
    const auto token = [&](std::int64_t i) {
      return static_cast<double>((t + 3 * i) % kVocabulary + 1);
    };
    std::set<std::int64_t> hidden;
    for (std::int64_t h = 0; h < most; ++h) {
      const double target = all[2].at(t * most + h);
      if (h >= MaskedRows::num_hidden(length)) {
        EXPECT_EQ(target, -1);
        continue;
      }
      const auto place = static_cast<std::int64_t>(all[1].at(t * most + h));
      ASSERT_LT(place, length);
      EXPECT_TRUE(hidden.empty() || place > *hidden.rbegin());
      hidden.insert(place);
      EXPECT_EQ(target, token(place));
      const double input = all[0].at(t * kContext + place);
      EXPECT_GE(input, 1);
      ++told;
      masked += input == kMask ? 1 : 0;
      kept += input == target ? 1 : 0;
      if (length == kContext) ++times[static_cast<std::size_t>(place)];
    }
    for (std::int64_t i = 0; i < kContext; ++i)
      if (!hidden.contains(i)) {
        EXPECT_EQ(all[0].at(t * kContext + i), i < length ? token(i) : 0);
      }
  }
  EXPECT_NEAR(masked / told, 0.8, 0.04);
  EXPECT_NEAR(kept / told, 0.1, 0.03);
  // 150 rows hide 2 of 16 places.
  for (const int n : times) EXPECT_NEAR(n, 150 * 2 / 16.0, 15);
}

TEST(MaskedRows, AreOthersInEachEpochAndTheSameWhenAskedAgain) {
  const Texts texts;
  const MaskedRows source = texts.rows(3);
  const std::vector<std::int64_t> rows{12, 17, 39};
  const auto is_same = [](const std::vector<Tensor>& a, const std::vector<Tensor>& b) {
    return bit_equal(a[0], b[0]) && bit_equal(a[1], b[1]) && bit_equal(a[2], b[2]);
  };
  EXPECT_TRUE(is_same(source.get(rows), source.get(rows)));
  EXPECT_TRUE(is_same(source.get_for_training(rows, 1), source.get_for_training(rows, 1)));
  EXPECT_FALSE(is_same(source.get_for_training(rows, 0), source.get_for_training(rows, 1)));
  EXPECT_FALSE(is_same(source.get(rows), source.get_for_training(rows, 0)));
  EXPECT_FALSE(is_same(source.get(rows), texts.rows(4).get(rows)));
  // A row's draws do not depend on its neighbours.
  const Tensor alone = source.get_for_training({{17}}, 1)[0];
  EXPECT_TRUE(bit_equal(alone, source.get_for_training(rows, 1)[0].rows(1, 1)));
}

TEST(MaskedRows, AreTrainedOnInShortRowsWhereTheyFit) {
  const Texts texts;
  const MaskedRows source = texts.rows(3);
  EXPECT_EQ(source.form(7), 1);  // 8 tokens
  EXPECT_EQ(source.form(8), 0);
  EXPECT_EQ(source.form(19), 0);  // 20 tokens, cut
  const std::vector<Tensor> tensors = source.get_for_training({{7, 3}}, 2);
  EXPECT_EQ(tensors[0].shape(), (Shape{2, 8}));
  EXPECT_EQ(tensors[1].shape(), (Shape{2, 1}));
  EXPECT_EQ(source.get({{7, 3}})[0].shape(), (Shape{2, kContext}));
}

}  // namespace
}  // namespace ingot::testing
