#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numeric>

#include "features/augment.h"

namespace ingot {
namespace {

using nlohmann::json;

struct Batch {
  Tensor encoded, targets;
  std::vector<std::int64_t> rows;
};

// Row i holds the value i everywhere and has the class i.
Batch batch_of(std::int64_t count, const PictureSize& size) {
  Batch b{Tensor(f32, {count, size.channels, size.height, size.width}),
          Tensor::zeros({f32, {count, count}}),
          std::vector<std::int64_t>(static_cast<std::size_t>(count))};
  for (std::int64_t i = 0; i < b.encoded.num_elements(); ++i)
    b.encoded.set(i, static_cast<double>(i / size.values()));
  for (std::int64_t i = 0; i < count; ++i) b.targets.set(i * count + i, 1);
  std::iota(b.rows.begin(), b.rows.end(), 50);
  return b;
}

Augmenter mixer(const std::vector<std::string>& names, const json& options = json::object()) {
  json list = json::array();
  for (const std::string& name : names) list.push_back({{"name", name}, {"options", options}});
  return Augmenter(list);
}

// Of one row's soft target: how far away the partner is, and the row's own weight.
struct Target {
  std::int64_t distance;
  double own;
};
Target target_of(const Mixed& mixed, std::int64_t row) {
  const std::int64_t n = mixed.targets.shape()[0];
  Target t{0, mixed.targets.at(row * n + row)};
  for (std::int64_t c = 0; c < n; ++c)
    if (c != row && mixed.targets.at(row * n + c) != 0) t.distance = (c - row + n) % n;
  return t;
}

TEST(EveryMix, GivesTargetsThatSumToOneAndMatchThePictures) {
  const PictureSize size{3, 8, 6};
  for (const std::string name : {"mixup", "cutmix"}) {
    const Batch b = batch_of(16, size);
    for (std::int64_t epoch = 0; epoch < 10; ++epoch) {
      const Mixed mixed = mixer({name}, {{"alpha", 1}}).mix(b.encoded, b.targets, b.rows, epoch, 4);
      std::map<std::int64_t, int> distances;
      for (std::int64_t row = 0; row < 16; ++row) {
        double sum = 0;
        for (std::int64_t c = 0; c < 16; ++c) sum += mixed.targets.at(row * 16 + c);
        EXPECT_NEAR(sum, 1, 1e-6);
        const Target t = target_of(mixed, row);
        if (t.distance != 0) ++distances[t.distance];
        const auto partner = static_cast<double>((row + t.distance) % 16);
        double pasted = 0;
        for (std::int64_t k = 0; k < size.values(); ++k) {
          const double v = mixed.encoded.at(row * size.values() + k);
          pasted += v == partner;
          if (name == "cutmix") {
            ASSERT_TRUE(v == partner || v == static_cast<double>(row));
          } else {
            ASSERT_NEAR(v, t.own * static_cast<double>(row) + (1 - t.own) * partner, 1e-5);
          }
        }
        if (name == "cutmix" && t.distance != 0) {
          EXPECT_EQ(static_cast<float>(1 - pasted / static_cast<double>(size.values())),
                    static_cast<float>(t.own));
        }
      }
      EXPECT_EQ(distances.size(), 1u) << name;  // the same for all rows
    }
  }
}

TEST(EveryMix, ChangesNothingAtStrengthZeroOrAlone) {
  const Batch b = batch_of(5, {3, 8, 6}), alone = batch_of(1, {3, 8, 6});
  for (const AugmentationDef& def : augmentation_registry()) {
    if (!def.mix) continue;
    const Mixed none = mixer({def.name}, def.identity).mix(b.encoded, b.targets, b.rows, 0, 0);
    EXPECT_TRUE(bit_equal(none.encoded, b.encoded) && bit_equal(none.targets, b.targets));
    const Mixed one = mixer({def.name}).mix(alone.encoded, alone.targets, alone.rows, 0, 0);
    EXPECT_TRUE(bit_equal(one.encoded, alone.encoded) && bit_equal(one.targets, alone.targets));
  }
}

TEST(EveryMix, IsTheSameWithAnyThreadsAndAnotherInEachEpoch) {
  const Batch b = batch_of(9, {1, 10, 10});
  for (const std::string name : {"mixup", "cutmix"}) {
    const Augmenter m = mixer({name}, {{"alpha", 1}});
    const Mixed first = m.mix(b.encoded, b.targets, b.rows, 0, 0);
    const Mixed threads = m.mix(b.encoded, b.targets, b.rows, 0, 0, 3);
    EXPECT_TRUE(bit_equal(first.encoded, threads.encoded));
    EXPECT_TRUE(bit_equal(first.targets, threads.targets));
    EXPECT_FALSE(bit_equal(first.encoded, m.mix(b.encoded, b.targets, b.rows, 1, 0).encoded));
    EXPECT_FALSE(bit_equal(first.encoded, m.mix(b.encoded, b.targets, b.rows, 0, 1).encoded));
  }
}

TEST(EveryMix, OfAListIsOneForEachBatch) {
  const Batch b = batch_of(6, {1, 10, 10});
  const Augmenter both = mixer({"mixup", "cutmix"}, {{"alpha", 1}});
  int cut = 0;
  for (std::int64_t epoch = 0; epoch < 200; ++epoch) {
    const Mixed mixed = both.mix(b.encoded, b.targets, b.rows, epoch, 0);
    // A pasted rectangle leaves whole values.
    bool whole = true;
    for (std::int64_t i = 0; i < mixed.encoded.num_elements(); ++i)
      whole &= mixed.encoded.at(i) == std::floor(mixed.encoded.at(i));
    cut += whole;
  }
  EXPECT_NEAR(cut, 100, 36);  // five standard deviations
}

TEST(Mixup, DrawsItsWeightsFromBeta) {
  for (const double alpha : {0.2, 1.0, 4.0}) {
    AugmentationDraws draws(augmentation_key(1, 0), 3, 0);
    constexpr int kDraws = 20000;
    double sum = 0, squares = 0;
    for (int i = 0; i < kDraws; ++i) {
      const double w = draws.beta(alpha);
      ASSERT_GE(w, 0);
      ASSERT_LE(w, 1);
      sum += w;
      squares += (w - 0.5) * (w - 0.5);
    }
    // Variance of Beta(a, a): 1 / (4 (2 a + 1)).
    EXPECT_NEAR(sum / kDraws, 0.5, 0.02) << alpha;
    EXPECT_NEAR(squares / kDraws * 4 * (2 * alpha + 1), 1, 0.05) << alpha;
  }
}

TEST(Mixup, KeepsAnInfinitePartnerOutOfRowsThatAreNotMixed) {
  Batch b = batch_of(2, {1, 2, 2});
  for (std::int64_t i = 4; i < 8; ++i) b.encoded.set(i, INFINITY);
  const Mixed mixed = mixer({"mixup"}, {{"p", 0}}).mix(b.encoded, b.targets, b.rows, 0, 0);
  EXPECT_TRUE(bit_equal(mixed.encoded, b.encoded));
}

TEST(EveryMix, RefusesWhatDoesNotFit) {
  const Batch b = batch_of(4, {1, 3, 3});
  const Augmenter m = mixer({"mixup"});
  const auto code = [&](const Tensor& encoded, const Tensor& targets) {
    try {
      (void)m.mix(encoded, targets, b.rows, 0, 0);
    } catch (const Error& e) {
      EXPECT_FALSE(e.message().zh.empty());
      return e.code();
    }
    return std::string();
  };
  EXPECT_EQ(code(b.encoded, b.targets), "");
  EXPECT_EQ(code(b.encoded.to(u8), b.targets), "dtype_mismatch");
  EXPECT_EQ(code(b.encoded, b.targets.to(i64)), "dtype_mismatch");
  EXPECT_EQ(code(b.encoded, b.targets.rows(0, 3)), "shape_mismatch");
  EXPECT_EQ(code(b.encoded.rows(0, 3), b.targets), "shape_mismatch");
}

}  // namespace
}  // namespace ingot
