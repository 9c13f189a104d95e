#include <gtest/gtest.h>
#include <omp.h>

#include <cmath>

#include "evaluate/draws.h"
#include "evaluate/weak_slices.h"
#include "features/picture_features.h"

namespace ingot {
namespace {

double share(Draws& draws) { return static_cast<double>(draws.below(1 << 24)) / (1 << 24); }

/// Noise pictures, every eighth of them dark.
Tensor make_pictures(std::int64_t rows, std::uint32_t run) {
  Draws draws(2, 11, run);
  Tensor pictures(u8, {rows, 1, 6, 6});
  const std::span<std::uint8_t> pixels = pictures.mutable_data<std::uint8_t>();
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    const bool dark = i / 36 % 8 == 3;
    pixels[i] = static_cast<std::uint8_t>(dark ? draws.below(50) : 60 + draws.below(180));
  }
  return pictures;
}

std::vector<RowFeature> features_of(const Tensor& pictures, std::uint32_t run) {
  Draws draws(2, 12, run);
  std::vector<RowFeature> features;
  for (PictureFeature& f : picture_features(pictures))
    features.push_back({.label = f.label, .numbers = std::move(f.values)});
  RowFeature type{.label = text("file type", "文件类型")};
  RowFeature width{.label = text("width", "宽度")};
  for (std::int64_t row = 0; row < pictures.shape()[0]; ++row) {
    type.categories.push_back(draws.below(3) == 0 ? "png" : "jpeg");
    width.numbers.push_back(draws.below(2) == 0 ? 640 : 1024);
  }
  features.push_back(std::move(type));
  features.push_back(std::move(width));
  return features;
}

bool is_dark(std::size_t row) { return row % 8 == 3; }

Tensor make_errors(std::int64_t rows, double usual, double in_the_dark, std::uint32_t run) {
  Draws draws(2, 13, run);
  Tensor wrong(boolean, {rows});
  const std::span<bool> out = wrong.mutable_data<bool>();
  for (std::size_t row = 0; row < out.size(); ++row)
    out[row] = share(draws) < (is_dark(row) ? in_the_dark : usual);
  return wrong;
}

TEST(WeakSliceSearch, FindsTheDarkPictures) {
  const Tensor pictures = make_pictures(1200, 0);
  const WeakSlices found =
      find_weak_slices(features_of(pictures, 0), make_errors(1200, 0.06, 0.3, 0));
  ASSERT_FALSE(found.slices.empty());
  const WeakSlice& slice = found.slices.front();
  EXPECT_EQ(slice.conditions.front().label.en, "brightness");
  EXPECT_EQ(slice.conditions.front().value.en.substr(0, 5), "up to");
  EXPECT_LE(slice.p_value, 0.01);
  EXPECT_GT(slice.error_rate, 2 * slice.elsewhere);
  for (const std::int64_t row : slice.wrong_rows) EXPECT_GE(row, 0);
  EXPECT_FALSE(slice.wrong_rows.empty());
}

TEST(WeakSliceSearch, FindsNothingWhereErrorsAreDealtAtRandom) {
  constexpr std::uint32_t kRuns = 40;
  int reported = 0;
  for (std::uint32_t run = 0; run < kRuns; ++run) {
    const Tensor pictures = make_pictures(400, 100 + run);
    const Tensor wrong = make_errors(400, 0.1, 0.1, 100 + run);
    const WeakSlices found = find_weak_slices(features_of(pictures, 100 + run), wrong,
                                              {.permutations = 300, .seed = run});
    EXPECT_GT(found.tested, 30);
    reported += !found.slices.empty();
  }
  RecordProperty("reported", reported);
  EXPECT_LE(reported, 0.05 * kRuns);
}

TEST(WeakSliceSearch, FindsAConjunctionThatNeitherConditionShows) {
  constexpr std::int64_t kRows = 2000;
  Draws draws(2, 14, 0);
  RowFeature a{.label = text("a", "甲")}, b{.label = text("b", "乙")};
  Tensor wrong(boolean, {kRows});
  for (std::int64_t row = 0; row < kRows; ++row) {
    a.categories.push_back(std::to_string(draws.below(4)));
    b.categories.push_back(std::to_string(draws.below(4)));
    const bool both = a.categories.back() == "2" && b.categories.back() == "3";
    wrong.set(row, share(draws) < (both ? 0.4 : 0.05));
  }
  const WeakSlices found = find_weak_slices({a, b}, wrong);
  ASSERT_EQ(found.slices.size(), 1U);
  ASSERT_EQ(found.slices[0].conditions.size(), 2U);
  EXPECT_EQ(found.slices[0].conditions[0].value.en, "2");
  EXPECT_EQ(found.slices[0].conditions[1].value.en, "3");
}

TEST(WeakSliceSearch, ShowsASliceWithinAnotherThatIsWorse) {
  constexpr std::int64_t kRows = 4000;
  Draws draws(2, 17, 0);
  RowFeature a{.label = text("a", "甲")}, b{.label = text("b", "乙")};
  Tensor wrong(boolean, {kRows});
  for (std::int64_t row = 0; row < kRows; ++row) {
    a.categories.push_back(std::to_string(draws.below(2)));
    b.categories.push_back(std::to_string(draws.below(9)));
    const bool both = a.categories.back() == "1" && b.categories.back() == "3";
    wrong.set(row, share(draws) < (both ? 0.6 : a.categories.back() == "1" ? 0.3 : 0.02));
  }
  const WeakSlices found = find_weak_slices({a, b}, wrong);
  ASSERT_EQ(found.slices.size(), 2U);
  EXPECT_EQ(found.slices[0].conditions.size(), 1U);
  ASSERT_EQ(found.slices[1].conditions.size(), 2U);
  EXPECT_EQ(found.slices[1].conditions[1].value.en, "3");
}

TEST(WeakSliceSearch, FindsAConjunctionOfThreeThatNoPairShowsAsWell) {
  constexpr std::int64_t kRows = 4000;
  Draws draws(2, 15, 0);
  std::vector<RowFeature> features(5);
  Tensor wrong(boolean, {kRows});
  for (std::size_t f = 0; f < features.size(); ++f) features[f].label = text("f{}", "特征{}", f);
  for (std::int64_t row = 0; row < kRows; ++row) {
    for (RowFeature& f : features) f.categories.push_back(std::to_string(draws.below(3)));
    const bool all = features[0].categories.back() == "1" && features[2].categories.back() == "0" &&
                     features[4].categories.back() == "2";
    wrong.set(row, share(draws) < (all ? 0.5 : 0.06));
  }
  const WeakSlices found = find_weak_slices(features, wrong);
  ASSERT_FALSE(found.slices.empty());
  const WeakSlice& slice = found.slices.front();
  ASSERT_EQ(slice.conditions.size(), 3U);
  EXPECT_EQ(slice.conditions[0].label.en + slice.conditions[0].value.en, "f01");
  EXPECT_EQ(slice.conditions[1].label.en + slice.conditions[1].value.en, "f20");
  EXPECT_EQ(slice.conditions[2].label.en + slice.conditions[2].value.en, "f42");
  EXPECT_NEAR(slice.error_rate, 0.5, 0.1);
}

TEST(WeakSliceSearch, LooksAtNoMoreThanItsBoundsOfManyFeaturesAndRows) {
  constexpr std::int64_t kRows = 30000;
  Draws draws(2, 16, 0);
  std::vector<RowFeature> features(80);
  Tensor wrong(boolean, {kRows});
  for (std::size_t f = 0; f < features.size(); ++f) features[f].label = text("f{}", "特征{}", f);
  for (std::int64_t row = 0; row < kRows; ++row) {
    for (RowFeature& f : features) f.numbers.push_back(static_cast<double>(draws.below(1000)));
    // One feature in a bin, where half of the rows are wrong.
    wrong.set(row, share(draws) < (features[70].numbers.back() < 200 ? 0.5 : 0.1));
  }
  const WeakSlices found = find_weak_slices(features, wrong, {.permutations = 100});
  EXPECT_EQ(found.rows, 10000);
  // 400 conditions, 20 of them with all others, 20 pairs with all others.
  EXPECT_LE(found.tested, 400 * 41);
  ASSERT_FALSE(found.slices.empty());
  EXPECT_EQ(found.slices[0].conditions[0].label.en, "f70");
  for (const std::int64_t row : found.slices[0].wrong_rows) {
    EXPECT_EQ(row % 3, 0);
    EXPECT_TRUE(wrong.data<bool>()[static_cast<std::size_t>(row)]);
  }
}

TEST(WeakSliceSearch, OfNumbersIsOfLargeErrors) {
  constexpr std::int64_t kRows = 1000;
  Draws draws(2, 17, 0);
  RowFeature city{.label = text("city", "城市")};
  Predictions p{Tensor(f32, {kRows, 1}), Tensor::zeros({f32, {kRows, 1}})};
  for (std::int64_t row = 0; row < kRows; ++row) {
    city.categories.emplace_back(draws.below(5) == 0 ? "Bonn" : "Ulm");
    p.scores.set(row, (share(draws) - 0.5) * (city.categories.back() == "Bonn" ? 8 : 1));
  }
  const Tensor large = large_errors(p);
  EXPECT_EQ(std::ranges::count(large.data<bool>(), true), 100);
  const WeakSlices found = find_weak_slices({city}, large, {.kind = SliceErrors::large});
  ASSERT_EQ(found.slices.size(), 1U);
  EXPECT_EQ(found.kind, SliceErrors::large);
  EXPECT_EQ(found.slices[0].conditions[0].value.en, "Bonn");
}

TEST(WeakSliceSearch, IsTheSameForEveryNumberOfThreads) {
  const Tensor pictures = make_pictures(500, 1);
  const auto p_value = [&](int threads) {
    omp_set_num_threads(threads);
    const WeakSlices found =
        find_weak_slices(features_of(pictures, 1), make_errors(500, 0.05, 0.3, 1), {.level = 1});
    omp_set_num_threads(omp_get_num_procs());
    return found.slices.front().p_value;
  };
  EXPECT_EQ(p_value(1), p_value(3));
}

TEST(WeakSliceSearch, SaysNothingWithoutErrorsAndRefusesOtherLengths) {
  const RowFeature f{.label = text("f", "特征"), .numbers = std::vector<double>(100, 1.0)};
  EXPECT_TRUE(find_weak_slices({f}, Tensor::zeros({boolean, {100}})).slices.empty());
  EXPECT_THROW((void)find_weak_slices({f}, Tensor::zeros({boolean, {99}})), Error);
  EXPECT_THROW((void)find_weak_slices({}, Tensor::zeros({boolean, {0}})), Error);
}

TEST(SliceConditions, CutNumbersAtTheirQuantiles) {
  RowFeature f{.label = text("f", "特征")};
  for (int i = 0; i < 100; ++i) f.numbers.push_back(i < 95 ? i : std::nan(""));
  const std::vector<SliceCondition> conditions = slice_conditions({f}, 5, 5);
  ASSERT_EQ(conditions.size(), 6U);
  EXPECT_EQ(conditions[0].value.en, "missing");
  EXPECT_EQ(conditions[0].rows.size(), 5);
  std::int64_t rows = 0;
  for (const SliceCondition& c : conditions) rows += c.rows.size();
  EXPECT_EQ(rows, 100);
  EXPECT_EQ(conditions[1].value.en, "up to 18.8");
  EXPECT_EQ(conditions[5].value.en, "above 75.2");
}

TEST(SliceConditions, OfClassesNameTheTwoThatARowWaversBetween) {
  const Predictions p = {Tensor::from(std::vector<float>{0.1F, 0.5F, 0.4F}, {1, 3}),
                         Tensor::from(std::vector<std::int64_t>{2}, {1}),
                         {"a", "b", "c"}};
  const std::vector<RowFeature> features = class_features(p);
  ASSERT_EQ(features.size(), 3U);
  EXPECT_EQ(features[0].categories[0], "c");
  EXPECT_EQ(features[1].categories[0], "b");
  EXPECT_EQ(features[2].categories[0], "b / c");
  EXPECT_TRUE(wrong_rows(p).data<bool>()[0]);
}

TEST(PictureFeatures, MeasureLightContrastSharpnessAndColour) {
  Tensor pictures = Tensor::zeros({u8, {2, 3, 4, 4}});
  // Row 1: the left half red, the right half white.
  for (std::int64_t i = 0; i < 16; ++i) {
    pictures.set(48 + i, 255);
    if (i % 4 >= 2)
      for (std::int64_t c = 1; c < 3; ++c) pictures.set(48 + c * 16 + i, 255);
  }
  const std::vector<PictureFeature> f = picture_features(pictures);
  ASSERT_EQ(f.size(), 4U);
  for (const PictureFeature& feature : f) EXPECT_EQ(feature.values[0], 0) << feature.name;
  const double red = 76 / 255.0;  // 0.299 * 255, rounded
  EXPECT_NEAR(f[0].values[1], (1 + red) / 2, 1e-9);
  EXPECT_NEAR(f[1].values[1], (1 - red) / 2, 1e-9);
  EXPECT_NEAR(f[2].values[1], 1 - red, 1e-9);  // the inner columns are +-(1 - red)
  EXPECT_NEAR(f[3].values[1], 0.5, 1e-9);
  EXPECT_THROW((void)picture_features(Tensor::zeros({u8, {2, 4, 4}})), Error);
}

}  // namespace
}  // namespace ingot
