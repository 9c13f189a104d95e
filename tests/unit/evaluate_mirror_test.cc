#include "evaluate/mirror_effect.h"

#include <gtest/gtest.h>

#include <cmath>

#include "evaluate/draws.h"
#include "evaluate/temperature.h"

namespace ingot {
namespace {

double normal(Draws& draws) {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += static_cast<double>(draws.below(1 << 20)) / (1 << 20);
  return sum;
}

// Three classes; each look at a row shows its class through noise of its own.
struct Looks {
  explicit Looks(std::uint32_t run, std::int64_t rows = 600) {
    Draws draws(1, 77, run);
    for (Tensor* look : {&first, &second}) *look = Tensor(f32, {rows, 3});
    truth = Tensor(i64, {rows});
    for (std::int64_t row = 0; row < rows; ++row) {
      const auto label = static_cast<std::int64_t>(draws.below(3));
      truth.set(row, static_cast<double>(label));
      for (Tensor* look : {&first, &second}) {
        double logits[3], sum = 0;
        for (std::int64_t c = 0; c < 3; ++c)
          sum += logits[c] = std::exp((c == label) + normal(draws));
        for (std::int64_t c = 0; c < 3; ++c) look->set(row * 3 + c, logits[c] / sum);
      }
    }
  }
  [[nodiscard]] Predictions of(const Tensor& scores) const {
    return {scores, truth, {"a", "b", "c"}};
  }
  [[nodiscard]] Tensor mean() const {
    Tensor both(first.type());
    for (std::int64_t i = 0; i < both.num_elements(); ++i)
      both.set(i, (first.at(i) + second.at(i)) / 2);
    return both;
  }

  Tensor first, second, truth;
};

TEST(MirrorEffectOfAnswers, PaysWhereASecondLookTellsMore) {
  const Looks looks(0);
  const MirrorEffect effect = judge_mirroring(looks.of(looks.first), looks.of(looks.mean()), 1);
  EXPECT_EQ(effect.rows, 600);
  EXPECT_TRUE(effect.pays());
  EXPECT_GT(effect.mean_gain, effect.gain.low);
  EXPECT_GT(effect.mirrored_accuracy, effect.plain_accuracy);
}

TEST(MirrorEffectOfAnswers, DoesNotPayByBeingLessCertain) {
  const Looks looks(1);
  const Tensor certain = apply_temperature(looks.first, 0.4);
  const MirrorEffect effect = judge_mirroring(looks.of(certain), looks.of(looks.first), 1);
  EXPECT_FALSE(effect.pays());
  EXPECT_NEAR(effect.mean_gain, 0, 1e-4);
}

// Another look that is as good as the first, without a mean of both: no gain but by chance.
TEST(MirrorEffectOfAnswers, SeldomPaysByChance) {
  int paid = 0;
  for (std::uint32_t run = 0; run < 40; ++run) {
    const Looks looks(run, 300);
    paid += judge_mirroring(looks.of(looks.first), looks.of(looks.second), run).pays();
  }
  EXPECT_LE(paid, 3);
}

TEST(MirrorEffectOfAnswers, NeedsTheSameRows) {
  const Looks few(2, 10), many(2, 20);
  EXPECT_THROW((void)judge_mirroring(few.of(few.first), many.of(many.first), 0), Error);
}

}  // namespace
}  // namespace ingot
