// Texts with hidden tokens.
#include "train/masked_rows.h"

#include <gtest/gtest.h>

#include <map>
#include <numeric>

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
    return {{tokens, starts, 1, kMask, kMask + 1}, kContext, seed};
  }
};

TEST(MaskedRows, HideFifteenInAHundredAndSayWhatTheyWere) {
  const Texts texts;
  const MaskedRows source = texts.rows(3);
  ASSERT_EQ(source.size(), kTexts);
  const std::vector<Tensor> all = source.get(all_rows(kTexts));
  double tokens = 0, told = 0, masked = 0, kept = 0;
  for (std::int64_t t = 0; t < kTexts; ++t) {
    std::int64_t told_here = 0;
    const std::int64_t length = std::min(kContext, 1 + t % 20);
    for (std::int64_t i = 0; i < kContext; ++i) {
      const double input = all[0].at(t * kContext + i), target = all[1].at(t * kContext + i);
      if (i >= length) {
        EXPECT_EQ(input, 0);
        EXPECT_EQ(target, -1);
        continue;
      }
      const double token = static_cast<double>((t + 3 * i) % kVocabulary + 1);
      ++tokens;
      if (target == -1) {
        EXPECT_EQ(input, token);
        continue;
      }
      EXPECT_EQ(target, token);
      EXPECT_GE(input, 1);
      ++told_here;
      masked += input == kMask ? 1 : 0;
      kept += input == token ? 1 : 0;
    }
    EXPECT_GE(told_here, 1) << "text " << t;
    told += static_cast<double>(told_here);
  }
  // 15 %, and the one of each text that always is.
  const double expected = tokens * 0.15 + 0.85 * kTexts;
  EXPECT_NEAR(told / expected, 1, 0.05);
  EXPECT_NEAR(masked / told, 0.8, 0.04);
  EXPECT_NEAR(kept / told, 0.1, 0.03);
}

TEST(MaskedRows, AreOthersInEachEpochAndTheSameWhenAskedAgain) {
  const Texts texts;
  const MaskedRows source = texts.rows(3);
  const std::vector<std::int64_t> rows{5, 17, 40};
  const auto is_same = [](const std::vector<Tensor>& a, const std::vector<Tensor>& b) {
    return bit_equal(a[0], b[0]) && bit_equal(a[1], b[1]);
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

}  // namespace
}  // namespace ingot::testing
