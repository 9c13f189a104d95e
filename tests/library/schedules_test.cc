// Schedules at points that are known by hand.
#include "nn/schedule_def.h"
#include "tests/library/traced.h"

namespace ingot::testing {
namespace {

double at(const Schedule& schedule, std::int64_t step) {
  return learning_rate(schedule, {.step = step, .steps_per_epoch = 10, .total_steps = 100});
}

TEST(Schedules, ANumberIsAConstantRate) {
  EXPECT_EQ(at(0.25, 0), 0.25);
  EXPECT_EQ(at(0.25, 99), 0.25);
  EXPECT_EQ(at(ConstantRate(0.25), 50), 0.25);
}

TEST(Schedules, CosineFallsFromTheRateToItsFloor) {
  EXPECT_EQ(at(CosineDecay(0.1), 0), 0.1);
  EXPECT_NEAR(at(CosineDecay(0.1), 50), 0.05, 1e-15);
  EXPECT_NEAR(at(CosineDecay(0.1), 100), 0, 1e-15);
  EXPECT_NEAR(at(CosineDecay(0.1, {.floor = 0.2}), 50), 0.06, 1e-15);
  EXPECT_NEAR(at(CosineDecay(0.1, {.floor = 0.2}), 1000), 0.02, 1e-15);
}

TEST(Schedules, CosineWarmsUpLinearly) {
  const Schedule s = CosineDecay(0.11, {.warmup = 0.1});
  EXPECT_NEAR(at(s, 0), 0.01, 1e-15);
  EXPECT_NEAR(at(s, 9), 0.1, 1e-15);
  EXPECT_NEAR(at(s, 10), 0.11, 1e-15);
  EXPECT_NEAR(at(s, 55), 0.055, 1e-15);
}

TEST(Schedules, StepDecayDropsAtWholeEpochs) {
  const Schedule s = StepDecay(1, {.epochs = 2, .factor = 0.5});
  EXPECT_EQ(at(s, 19), 1);
  EXPECT_EQ(at(s, 20), 0.5);
  EXPECT_EQ(at(s, 39), 0.5);
  EXPECT_EQ(at(s, 40), 0.25);
}

TEST(Schedules, ExponentialDecayFallsAtEachStep) {
  const Schedule s = ExponentialDecay(1, {.factor = 0.25});
  EXPECT_EQ(at(s, 0), 1);
  EXPECT_NEAR(at(s, 5), 0.5, 1e-15);
  EXPECT_NEAR(at(s, 20), 0.0625, 1e-15);
}

TEST(Schedules, WarmupReachesTheRateAndStays) {
  const Schedule s = Warmup(0.8, {.steps = 4});
  EXPECT_NEAR(at(s, 0), 0.2, 1e-15);
  EXPECT_NEAR(at(s, 3), 0.8, 1e-15);
  EXPECT_NEAR(at(s, 50), 0.8, 1e-15);
}

TEST(Schedules, OneCycleRisesAndFalls) {
  const Schedule s = OneCycle(1, {.rise = 1.0 / 3, .start = 10, .end = 100});
  EXPECT_NEAR(at(s, 0), 0.1, 1e-15);
  EXPECT_NEAR(at(s, 33), 1, 1e-14);
  EXPECT_NEAR(at(s, 66), (1 + 0.001) / 2, 1e-14);
  EXPECT_NEAR(at(s, 99), 0.001, 1e-15);
}

TEST(Schedules, PlateauDropsAfterEpochsWithoutABetterLoss) {
  const auto after = [](const PlateauScheduleOptions& options, const Row& losses) {
    return learning_rate(Plateau(1, options), {.epoch_losses = losses});
  };
  const PlateauScheduleOptions two{.factor = 0.5, .patience = 2};
  EXPECT_EQ(after(two, {}), 1);
  EXPECT_EQ(after(two, {3, 2, 2}), 1);
  EXPECT_EQ(after(two, {3, 2, 2, 2.5}), 0.5);
  EXPECT_EQ(after(two, {3, 2, 2, 1, 1}), 1);
  EXPECT_EQ(after(two, {3, 3, 3, 3, 3}), 0.25);
  EXPECT_EQ(after(two, {3, std::nan(""), std::nan("")}), 0.5);
  EXPECT_EQ(after({.factor = 0.5, .patience = 1, .min_delta = 0.5}, {3, 2.75}), 0.5);
  EXPECT_EQ(after({.factor = 0.1, .patience = 1, .floor = 0.5}, {3, 3, 3}), 0.5);
}

TEST(Schedules, OptionsThatMakeNoSenseAreNamed) {
  EXPECT_EQ(code_of([] {
              return at(Schedule(Spec{"cosin", {{"rate", 0.1}}}), 0);
            }),
            "unknown_schedule");
  EXPECT_EQ(code_of([] { return at(Schedule(Spec{"cosine"}), 0); }), "bad_option");
  for (const Schedule& s :
       {ConstantRate(-1), ConstantRate(std::nan("")), CosineDecay(0), CosineDecay(1, {.warmup = 2}),
        CosineDecay(1, {.floor = -1}), StepDecay(1, {.epochs = 0}), StepDecay(1, {.factor = 2}),
        ExponentialDecay(1, {.factor = -1}), Warmup(1, {.steps = 0}), OneCycle(1, {.start = 0}),
        OneCycle(1, {.rise = 2}), Plateau(1, {.patience = 0})})
    EXPECT_EQ(code_of([&] { return at(s, 50); }), "bad_option") << s.kind;
}

}  // namespace
}  // namespace ingot::testing
