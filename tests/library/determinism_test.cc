// The promises about bits: reruns, threads, batches.
#include <gtest/gtest.h>

#include "base/rng.h"
#include "base/sha256.h"
#include "graph/rewrite.h"
#include "ingot/model.h"
#include "nn/model_def.h"
#include "nn/step.h"
#include "runtime/inference.h"

namespace ingot {
namespace {

// Under a sanitizer only some of the batches, and no deep network: they would take many minutes.
#ifdef __SANITIZE_ADDRESS__
constexpr std::int64_t kBatchStep = 23;
constexpr bool kDeep = false;
#else
constexpr std::int64_t kBatchStep = 1;
constexpr bool kDeep = true;
#endif

// A narrow resnet18, so that the test is short also under sanitizers.
Network network_of(const std::string& name, const Ints& shape) {
  const ModelDef& def = find_model(name);
  Spec spec{name};
  if (name == "resnet18") spec.options = {{"width", 32}};
  const SpecView options(spec, {}, def.options);
  return def.make({options, shape, 10});
}

Tensor noise(const TensorType& type) {
  Tensor t(type);
  for (std::int64_t i = 0; i < t.num_elements(); ++i)
    t.set(i, static_cast<double>(philox4x32({static_cast<std::uint32_t>(i), 0, 0, 0}, {3, 4})[0]) *
                 0x1p-32);
  return t;
}

std::string digest(const State& weights) {
  std::string all;
  for (const auto& [name, t] : weights) {
    all += name;
    all.append(static_cast<const char*>(t.raw()), t.bytes());
  }
  return sha256(all);
}

std::string trained(const std::string& name, const Ints& shape, std::int64_t rows, int threads) {
  Tensor y(i64, {rows});
  for (std::int64_t i = 0; i < rows; ++i) y.set(i, static_cast<double>(i * 7 % 10));
  Model model(network_of(name, shape), 1);
  model.compile(
      {.optimizer = SGD({.learning_rate = 0.01, .momentum = 0.9}), .num_threads = threads});
  // The last batch is not full.
  model.fit(noise({f32, Shape(shape).inserted(0, rows)}), y, {.epochs = 1, .batch = 16, .seed = 1});
  return digest(model.weights());
}

TEST(TrainedWeights, HaveOneDigestOnOneAndTwoThreadsThreeTimes) {
  struct Case {
    std::string model;
    Ints shape;
    std::int64_t rows;
  };
  for (const Case& c : std::vector<Case>{{"mlp", {1, 28, 28}, 90},
                                         {"keras-cnn", {1, 28, 28}, 90},
                                         {"resnet18", {3, 16, 16}, 24}}) {
    if (c.model == "resnet18" && !kDeep) continue;
    const std::string first = trained(c.model, c.shape, c.rows, 1);
    for (int run = 0; run < 3; ++run)
      for (const int threads : {1, 2}) {
        if (run == 0 && threads == 1) continue;
        EXPECT_EQ(trained(c.model, c.shape, c.rows, threads), first)
            << c.model << ", " << threads << " threads, run " << run;
      }
  }
}

// Convolutions by Winograd and directly, batch norm, pooling, dense layers.
TEST(Answers, DoNotDependOnTheBatchOrTheThreads) {
  for (const auto& [name, shape] : std::vector<std::pair<std::string, Ints>>{
           {"mlp", {1, 28, 28}}, {"keras-cnn", {1, 28, 28}}, {"resnet18", {3, 16, 16}}}) {
    const bool deep = name == "resnet18";
    if (deep && !kDeep) continue;
    const Network network = network_of(name, shape);
    const State weights = initial_states(trace_inference(network, 1).parameters, 0);
    const Tensor rows = noise({f32, Shape(shape).inserted(0, 70)});
    Tensor expected;
    for (const int threads : {1, 2}) {
      Inference inference(
          [&](std::int64_t batch) {
            return bind_states(trace_inference(network, batch).graph, weights);
          },
          {.num_threads = threads});
      for (std::int64_t batch = 1; batch <= 70; batch += deep ? 23 : kBatchStep) {
        const std::array input{rows.rows(70 - batch, batch)};
        const Tensor last = inference.run(input).rows(batch - 1, 1).clone();
        if (!expected.defined()) expected = last;
        ASSERT_TRUE(bit_equal(last, expected)) << name << ", batch " << batch;
      }
    }
  }
}

}  // namespace
}  // namespace ingot
