// Pre-training: what it learns, and its promises about bits.
#include "train/pretrainer.h"

#include <unistd.h>

#include <filesystem>
#include <set>

#include "base/rng.h"
#include "base/sha256.h"
#include "formats/safetensors.h"
#include "tests/library/rbm_reference.h"
#include "train/checkpoint.h"
#include "train/trainer.h"

namespace ingot::testing {
namespace {

namespace fs = std::filesystem;

// Every picture of 3 x 3 whose rows, or whose columns, are each of one colour: 14 of them.
// Source: MacKay 2003, Information theory, inference and learning algorithms, sec. 43.
Matrix bars_and_stripes() {
  std::set<Row> pictures;
  for (const Row& bits : all_bits(3)) {
    Row across, down;
    for (std::size_t y = 0; y < 3; ++y)
      for (std::size_t x = 0; x < 3; ++x) across.push_back(bits[y]), down.push_back(bits[x]);
    pictures.insert(across);
    pictures.insert(down);
  }
  return {pictures.begin(), pictures.end()};
}

TensorRows unlabelled(const Matrix& rows) {
  return TensorRows(
      {tensor_of_rows(rows), Tensor::zeros({i64, {static_cast<std::int64_t>(rows.size())}})});
}

// Mean log-probability of `rows`, with the sum over all visible states.
double log_likelihood(const Pretrainer& trainer, const Network& network, const Matrix& rows,
                      const State& state) {
  const Matrix all = all_bits(rows.front().size());
  const auto energies = [&](const Matrix& m) {
    const Traced traced =
        trace_free_energy(network, trainer.rbms()[0], static_cast<std::int64_t>(m.size()));
    State copy = state;
    return numbers(Program(traced.graph).run(std::array{tensor_of_rows(m)}, copy)[0]);
  };
  double total = 0, mean = 0;
  for (const double f : energies(all)) total += std::exp(-f);
  for (const double f : energies(rows)) mean -= f / static_cast<double>(rows.size());
  return mean - std::log(total);
}

TEST(Pretraining, RaisesTheExactLikelihoodOfBarsAndStripes) {
  const Matrix rows = bars_and_stripes();
  ASSERT_EQ(rows.size(), 14U);
  const TensorRows source = unlabelled(rows);
  const Network network{Input({9}), Dense(12, {.activation = "sigmoid", .name = "layer"})};
  const fs::path file = fs::temp_directory_path() / fmt::format("ingot_bars_{}", getpid());
  for (const Chains chains : {Chains::data, Chains::persistent}) {
    Row history;
    for (const std::int64_t epochs : {1, 500, 1000}) {
      Executor executor;
      Pretrainer trainer(
          {network,
           {.epochs = epochs,
            .learning_rate = 0.1,
            .momentum = 0.5,
            .step = {.batch = 14, .chains = chains, .values = VisibleValues::samples}}},
          source, nullptr, executor);
      trainer.run({});
      trainer.save(file);
      const std::map<std::string, Tensor> saved = load_safetensors(file).tensors;
      history.push_back(log_likelihood(trainer, network, rows, State(saved.begin(), saved.end())));
    }
    // 512 states alike give -6.24, the best that is possible is -log 14 = -2.64.
    EXPECT_LT(history[0], -6.1);
    EXPECT_GT(history[1], history[0] + 0.15);
    EXPECT_GT(history[2], history[1] + 1);
    EXPECT_GT(history[2], -4.8);
    EXPECT_LT(history[2], -std::log(14));
  }
  fs::remove(file);
}

// Two layers on pictures of 6 x 6 with one bright bar in noise; the class is its direction.
Matrix noisy_bars(std::int64_t count, std::uint32_t seed, std::vector<std::int64_t>* classes) {
  Matrix rows;
  for (std::uint32_t r = 0; r < count; ++r) {
    const auto unit = [&](std::uint32_t i) {
      return philox4x32({i, r, 0, 0}, {seed, 1})[0] * 0x1p-32;
    };
    const bool upright = unit(1000) < 0.5;
    const auto place = static_cast<std::uint32_t>(unit(1001) * 6);
    Row row;
    for (std::uint32_t y = 0; y < 6; ++y)
      for (std::uint32_t x = 0; x < 6; ++x)
        row.push_back((upright ? x : y) == place ? 0.6 + 0.4 * unit(6 * y + x)
                                                 : 0.5 * unit(6 * y + x));
    rows.push_back(row);
    if (classes) classes->push_back(upright ? 1 : 0);
  }
  return rows;
}

Network two_layers() {
  return {Input({36}), Dense(24, {.activation = "sigmoid"}), Dense(12, {.activation = "sigmoid"}),
          Dense(2, {.activation = "softmax"})};
}

std::string digest(const State& state) {
  std::string all;
  for (const auto& [name, t] : state) {
    all += name;
    all.append(static_cast<const char*>(t.raw()), t.bytes());
  }
  return sha256(all);
}

PretrainingSetup small_setup(Chains chains) {
  return {two_layers(), {.epochs = 2, .step = {.batch = 16, .chains = chains}}, 3};
}

struct Stop {};

TEST(Pretraining, HasTheSameBitsOnTwoThreadsAndAfterBeingStoppedAnywhere) {
  const TensorRows rows = unlabelled(noisy_bars(70, 1, nullptr));
  const TensorRows held_out = unlabelled(noisy_bars(20, 2, nullptr));
  const fs::path file = fs::temp_directory_path() / fmt::format("ingot_pretrain_{}", getpid());
  for (const Chains chains : {Chains::data, Chains::persistent}) {
    std::string whole, history;
    for (const int threads : {1, 2}) {
      Executor executor(threads);
      Pretrainer trainer(small_setup(chains), rows, &held_out, executor);
      EXPECT_GT(trainer.seconds_left(), 0);
      trainer.run({});
      EXPECT_EQ(trainer.epochs_left(), 0);
      if (whole.empty())
        whole = digest(trainer.weights()), history = history_to_json(trainer.history());
      EXPECT_EQ(digest(trainer.weights()), whole) << threads << " threads";
    }
    // 5 steps an epoch, 2 epochs, 2 layers; saved after each step and each epoch: 24 times.
    for (int stop_at = 1; stop_at <= 24; ++stop_at) {
      Executor executor;
      {
        Pretrainer trainer(small_setup(chains), rows, &held_out, executor);
        int saved = 0;
        const auto save = [&] {
          trainer.save(file);
          if (++saved == stop_at) throw Stop();
        };
        EXPECT_THROW(trainer.run({}, save, 0), Stop);
      }
      Pretrainer trainer(small_setup(chains), rows, &held_out, executor);
      trainer.restore(file);
      trainer.run({});
      EXPECT_EQ(digest(trainer.weights()), whole) << "stopped at " << stop_at;
      EXPECT_EQ(history_to_json(trainer.history()), history);
    }
  }
  fs::remove(file);
}

TEST(Pretraining, TellsTheGapOfFreeEnergies) {
  const TensorRows rows = unlabelled(noisy_bars(70, 1, nullptr));
  const TensorRows held_out = unlabelled(noisy_bars(20, 2, nullptr));
  Executor executor;
  Pretrainer trainer(small_setup(Chains::data), rows, &held_out, executor);
  trainer.run({});
  ASSERT_EQ(trainer.history().size(), 4U);
  for (const EpochFigures& e : trainer.history()) {
    EXPECT_GT(e.train.at("reconstruction_error"), 0);
    EXPECT_EQ(e.valid.at("free_energy_gap"), e.valid.at("free_energy") - e.train.at("free_energy"));
    EXPECT_NE(e.valid.at("free_energy_gap"), 0);
  }
  EXPECT_LT(trainer.history()[1].train.at("reconstruction_error"),
            trainer.history()[0].train.at("reconstruction_error"));
}

TEST(Pretraining, NeedsRowsAndASigmoidLayer) {
  const TensorRows rows = unlabelled(noisy_bars(4, 1, nullptr));
  const TensorRows none({Tensor::zeros({f32, {0, 36}}), Tensor::zeros({i64, {0}})});
  Executor executor;
  const auto code = [&](const Network& network, const RowSource& source) {
    return code_of([&] {
      return Pretrainer({network, {}}, source, nullptr, executor).epochs_left();
    });
  };
  EXPECT_EQ(code(two_layers(), none), "no_rows");
  EXPECT_EQ(code({Input({36}), Dense(2, {.activation = "relu"})}, rows), "nothing_to_train");
}

// Accuracy on `test` after fine-tuning with few labels, from RBMs or from random weights.
double accuracy(const TensorRows& labelled, const TensorRows& test, const State& start,
                std::int64_t seed) {
  Trainer trainer({.network = two_layers(),
                   .loss = "sparse_categorical_crossentropy",
                   .optimizer = Adam({.learning_rate = 0.01}),
                   .epochs = 60,
                   .batch = 8,
                   .seed = seed},
                  labelled, &test);
  if (!start.empty()) trainer.start_from(start);
  trainer.run({});
  return trainer.history().back().valid.at("accuracy");
}

TEST(Pretraining, BeatsRandomWeightsWhereLabelsAreFew) {
  const auto labelled_rows = [](std::int64_t count, std::uint32_t seed) {
    std::vector<std::int64_t> classes;
    const Matrix rows = noisy_bars(count, seed, &classes);
    return TensorRows({tensor_of_rows(rows), Tensor::from(classes, {count})});
  };
  const TensorRows many = labelled_rows(1000, 1), test = labelled_rows(500, 9);
  double gain = 0;
  for (const std::int64_t seed : {1, 2, 3, 4}) {
    const TensorRows few = labelled_rows(24, static_cast<std::uint32_t>(100 + seed));
    Executor executor;
    Pretrainer trainer({two_layers(), {.epochs = 40, .step = {.batch = 20}}, seed}, many, nullptr,
                       executor);
    trainer.run({});
    const double with = accuracy(few, test, trainer.weights(), seed);
    const double without = accuracy(few, test, {}, seed);
    gain += (with - without) / 4;
    RecordProperty(fmt::format("seed_{}", seed), fmt::format("{:.3f} {:.3f}", with, without));
  }
  EXPECT_GT(gain, 0.08);
}

}  // namespace
}  // namespace ingot::testing
