// Models from the public API, and the training loop below them.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>

#include "base/bytes.h"
#include "ingot/model.h"
#include "train/trainer.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

// Points of three clusters.
struct Clusters {
  Tensor x, y;
};

Clusters clusters(std::int64_t rows) {
  Clusters c{Tensor(f32, {rows, 2}), Tensor(i64, {rows})};
  for (std::int64_t r = 0; r < rows; ++r) {
    const auto kind = static_cast<double>(r % 3), wobble = std::sin(static_cast<double>(r * r)) / 3;
    c.x.set(2 * r, std::cos(2.1 * kind) + wobble);
    c.x.set(2 * r + 1, std::sin(2.1 * kind) - wobble);
    c.y.set(r, kind);
  }
  return c;
}

Network small_network() {
  return {Input({2}), Dense(16, {.activation = "relu"}), Dropout(0.1),
          Dense(3, {.activation = "softmax"})};
}

Model trained(std::int64_t epochs, int num_threads = 1) {
  const Clusters data = clusters(96);
  Model model(small_network(), 4);
  model.compile({.optimizer = Adam({.learning_rate = 0.02}), .num_threads = num_threads});
  model.fit(data.x, data.y, {.epochs = epochs, .batch = 20, .seed = 4});
  return model;
}

void expect_same_weights(const State& a, const State& b) {
  ASSERT_EQ(a.size(), b.size());
  for (const auto& [name, tensor] : a) EXPECT_TRUE(bit_equal(tensor, b.at(name))) << name;
}

fs::path temporary(const std::string& name) {
  return fs::temp_directory_path() / fmt::format("ingot_{}_{}", name, ::getpid());
}

TEST(Model, LearnsClusters) {
  Model model = trained(30);
  const Clusters test = clusters(60);
  EXPECT_GT(model.evaluate(test.x, test.y).at("accuracy"), 0.95);
}

TEST(Model, TrainsToTheSameBitsOnOneAndTwoThreads) {
  expect_same_weights(trained(3, 1).weights(), trained(3, 2).weights());
}

TEST(Model, PredictsARowAlikeWhateverTheOtherRowsAre) {
  Model model = trained(2);
  const Clusters data = clusters(150);
  const Tensor all = model.predict(data.x);
  for (const std::int64_t row : {0, 17, 149})
    EXPECT_TRUE(bit_equal(model.predict(data.x.rows(row, 1)), all.rows(row, 1))) << row;
}

TEST(Model, MustBeCompiledBeforeItIsTrained) {
  Model model(small_network());
  const Clusters data = clusters(6);
  EXPECT_THROW(model.fit(data.x, data.y), Error);
  EXPECT_THROW(static_cast<void>(model.evaluate(data.x, data.y)), Error);
}

TEST(Model, WeightsComeBackFromAFile) {
  const fs::path file = temporary("weights.safetensors");
  const Model model = trained(2);
  model.save_weights(file);
  Model other(small_network(), 99);
  other.load_weights(file);
  expect_same_weights(model.weights(), other.weights());
  fs::remove(file);
  Model wider({Input({2}), Dense(17), Dense(3)});
  EXPECT_THROW(wider.set_weights(model.weights()), Error);
}

TEST(Model, RowsOfDifferentNumbersAreRefused) {
  Model model(small_network());
  model.compile({});
  EXPECT_THROW(model.fit(clusters(6).x, clusters(7).y), Error);
}

// Remembers which epochs and steps it was told of, and may throw.
class Recorder final : public Callback {
 public:
  void on_step(const StepReport& report) override {
    last_step = report.step;
    if (report.step == fail_at) throw std::runtime_error("power cut");
  }
  void on_epoch(const History& history) override { epochs.push_back(history.back().epoch); }

  std::int64_t last_step = 0, fail_at = -1;
  std::vector<std::int64_t> epochs;
};

TrainingSetup setup() {
  return {.network = small_network(),
          .loss = "sparse_categorical_crossentropy",
          .optimizer = SGD({.learning_rate = CosineDecay(0.1), .momentum = 0.9}),
          .epochs = 4,
          .batch = 16,
          .average_decay = 0.9,
          .seed = 2,
          .keep_best = "accuracy"};
}

TEST(Trainer, GoesOnFromAnyStepToTheSameBits) {
  const Clusters data = clusters(50);
  const TensorRows rows({data.x, data.y});
  Trainer whole(setup(), rows, &rows);
  whole.run({});
  const fs::path file = temporary("progress.safetensors");
  for (const std::int64_t step : {1, 3, 4, 7, 15}) {
    Trainer first(setup(), rows, &rows);
    Recorder recorder;
    recorder.fail_at = step;
    const std::array<Callback*, 1> callbacks{&recorder};
    EXPECT_THROW(first.run(callbacks), std::runtime_error);
    first.save(file);
    Trainer second(setup(), rows, &rows);
    second.restore(file);
    second.run({});
    expect_same_weights(whole.weights(), second.weights());
    ASSERT_EQ(second.history().size(), 4u);
    EXPECT_EQ(second.history().back().train, whole.history().back().train) << step;
    EXPECT_EQ(second.history().back().valid, whole.history().back().valid) << step;
  }
  fs::remove(file);
}

// Pictures of 3 classes for a network with batch norms and dropouts.
Tensor pictures(std::int64_t rows) {
  Tensor x(f32, {rows, 1, 16, 16});
  for (std::int64_t i = 0; i < x.num_elements(); ++i)
    x.set(i, std::sin(static_cast<double>(i * (1 + i / 256 % 3))));
  return x;
}

Network deep_network() {
  Layers layers{Input({1, 16, 16})};
  for (int block = 0; block < 5; ++block)
    for (const Layer& layer :
         {Conv2D(8, {3, 3}, {.padding = "same"}), BatchNorm(), Activation("relu"), Dropout(0.2)})
      layers.push_back(layer);
  for (const Layer& layer : {MaxPooling2D({2, 2}), Flatten(), Dense(3, {.activation = "softmax"})})
    layers.push_back(layer);
  return Network(layers);
}

// What the error says when `run` cannot keep its limit.
std::size_t least_of(const std::function<void()>& run) {
  try {
    run();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), "memory_limit");
    const std::string& said = e.message().en;
    return parse_bytes(said.substr(said.rfind(' ') + 1)).value();
  }
  ADD_FAILURE() << "no limit is too small";
  return 0;
}

TEST(Trainer, KeepsAMemoryLimitWithoutChangingABit) {
  const TensorRows rows({pictures(40), clusters(40).y});
  for (const std::int64_t micro_batches : {1, 2}) {
    TrainingSetup setup{.network = deep_network(),
                        .loss = "sparse_categorical_crossentropy",
                        .epochs = 2,
                        .batch = 32,
                        .micro_batches = micro_batches,
                        .seed = 3,
                        .num_threads = 2,
                        .keep_best = "accuracy"};
    Trainer free(setup, rows, &rows);
    free.run({});
    setup.memory_limit = Trainer(setup, rows, nullptr).predicted_bytes() * 6 / 10;
    Trainer limited(setup, rows, &rows);
    EXPECT_LE(limited.predicted_bytes(), setup.memory_limit);
    EXPECT_GT(limited.plan().num_again(), 0u);
    limited.run({});
    expect_same_weights(limited.weights(), free.weights());
    EXPECT_EQ(limited.history().back().valid, free.history().back().valid);
    EXPECT_LE(limited.executor().arena_bytes(), setup.memory_limit);
  }
}

TEST(Model, FitsWithinTheLeastMemoryThatItNames) {
  const Tensor x = pictures(40), y = clusters(40).y;
  const auto fit = [&](std::size_t memory_limit) {
    Model model(deep_network(), 1);
    model.compile({});
    model.fit(x, y, {.batch = 16, .memory_limit = memory_limit});
    return model.weights();
  };
  const std::size_t least = least_of([&] { static_cast<void>(fit(1000)); });
  expect_same_weights(fit(least), fit(0));
}

TEST(Trainer, RefusesTheCheckpointOfAnotherNetwork) {
  const Clusters data = clusters(8);
  const TensorRows rows({data.x, data.y});
  const fs::path file = temporary("other.safetensors");
  Trainer(setup(), rows, nullptr).save(file);
  TrainingSetup other = setup();
  other.network = Network{Input({2}), Dense(5), Dense(3, {.activation = "softmax"})};
  Trainer trainer(other, rows, nullptr);
  try {
    trainer.restore(file);
    FAIL() << "another network's checkpoint was taken";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), "bad_checkpoint");
  }
  fs::remove(file);
}

TEST(Trainer, TimingAStepChangesNothing) {
  const Clusters data = clusters(50);
  const TensorRows rows({data.x, data.y});
  Trainer plain(setup(), rows, nullptr), timed(setup(), rows, nullptr);
  EXPECT_GT(timed.seconds_per_epoch(), 0);
  plain.run({});
  timed.run({});
  expect_same_weights(plain.weights(), timed.weights());
}

TEST(Trainer, ValidatesRowsByTheirWeights) {
  const Clusters data = clusters(50);
  const TensorRows rows({data.x, data.y}), few({data.x.rows(0, 20), data.y.rows(0, 20)});
  std::vector<float> weights(50, 0);
  std::fill_n(weights.begin(), 20, 2.5F);
  const TensorRows weighted({data.x, data.y}, weights);
  Trainer by_weight(setup(), rows, &weighted), by_rows(setup(), rows, &few);
  by_weight.run({});
  by_rows.run({});
  EXPECT_NEAR(by_weight.history().back().valid.at("loss"),
              by_rows.history().back().valid.at("loss"), 1e-9);
}

TEST(Trainer, KeepsTheWeightsOfTheBestEpoch) {
  const Clusters data = clusters(50);
  const TensorRows rows({data.x, data.y});
  TrainingSetup s = setup();
  s.average_decay = 0;
  s.optimizer = SGD({.learning_rate = 3});
  s.epochs = 6;
  Trainer trainer(s, rows, &rows);
  trainer.run({});  // the steps are too large: the figures go up and down
  const std::size_t best = best_epoch(trainer.history(), "accuracy");
  ASSERT_LT(best, 5u);
  s.epochs = static_cast<std::int64_t>(best) + 1;
  Trainer shorter(s, rows, &rows);
  shorter.run({});
  expect_same_weights(trainer.weights(), shorter.weights());
}

TEST(Trainer, StopsEarlyByTheHistoryAlone) {
  const auto history = [](std::initializer_list<double> losses) {
    History h;
    for (const double loss : losses)
      h.push_back({.epoch = static_cast<std::int64_t>(h.size()) + 1,
                   .train = {{"loss", loss}},
                   .valid = {},
                   .learning_rate = 0.1});
    return h;
  };
  const EarlyStop stop(2);
  EXPECT_FALSE(stop.should_stop({}));
  EXPECT_FALSE(stop.should_stop(history({3, 2, 2.5})));
  EXPECT_TRUE(stop.should_stop(history({3, 2, 2.5, 2.0})));
  EXPECT_FALSE(stop.should_stop(history({3, 2, 2.5, 1.9})));
  EXPECT_THROW(static_cast<void>(EarlyStop(1, "colour").should_stop(history({1, 2}))), Error);
}

TEST(Trainer, ALossThatIsNotFiniteNamesTheStepAndLeavesTheWeights) {
  Clusters data = clusters(20);
  data.x.set(7, NAN);
  const TensorRows rows({data.x, data.y});
  TrainingSetup s = setup();
  s.batch = 20;
  Trainer trainer(s, rows, nullptr);
  const State before = trainer.weights();
  try {
    trainer.run({});
    FAIL() << "NaN was trained on";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), "not_finite");
    EXPECT_NE(e.where().en.find("step 1"), std::string::npos);
  }
  expect_same_weights(before, trainer.weights());
}

TEST(Trainer, RefusesAnImpossibleSetup) {
  const Clusters data = clusters(8);
  const TensorRows rows({data.x, data.y}), none({data.x.rows(0, 0), data.y.rows(0, 0)});
  EXPECT_THROW(Trainer(setup(), none, nullptr), Error);
  for (TrainingSetup s : {setup(), setup(), setup()}) {
    static int which = 0;
    (which == 0 ? s.epochs : which == 1 ? s.batch : s.micro_batches) = which == 2 ? 3 : 0;
    ++which;
    EXPECT_THROW(Trainer(s, rows, nullptr), Error);
  }
}

}  // namespace
}  // namespace ingot
