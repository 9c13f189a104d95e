// Plans: memory, state, guard, threads.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "runtime/executor.h"
#include "runtime/memory_plan.h"

namespace ingot {
namespace {

Tensor random_tensor(const TensorType& type, std::uint64_t seed, double scale) {
  std::mt19937_64 rng(seed);
  std::normal_distribution<double> normal(0, scale);
  Tensor t(type);
  for (std::int64_t i = 0; i < t.num_elements(); ++i) t.set(i, normal(rng));
  return t;
}

TEST(MemoryPlan, GivesNoTwoLivingBuffersTheSameByte) {
  std::mt19937_64 rng(1);
  for (int round = 0; round < 50; ++round) {
    std::vector<Lifetime> buffers;
    for (int i = 0; i < 60; ++i) {
      const std::size_t first = rng() % 40;
      buffers.push_back({1 + rng() % 5000, first, first + rng() % 10});
    }
    const MemoryPlan plan = plan_memory(buffers);
    for (std::size_t a = 0; a < buffers.size(); ++a) {
      EXPECT_EQ(plan.offsets[a] % 64, 0u);
      EXPECT_LE(plan.offsets[a] + buffers[a].bytes, plan.total_bytes);
      for (std::size_t b = 0; b < a; ++b) {
        const bool together =
            buffers[a].first <= buffers[b].last && buffers[b].first <= buffers[a].last;
        const bool overlap = plan.offsets[a] < plan.offsets[b] + buffers[b].bytes &&
                             plan.offsets[b] < plan.offsets[a] + buffers[a].bytes;
        EXPECT_FALSE(together && overlap);
      }
    }
  }
}

// The gradient of relu is added to that of the norm in one kernel, which also gives what the norm's
// gradient is made of.
TEST(Claims, ThatWouldWaitForThemselvesAreTakenApart) {
  Builder g;
  const Value x = g.input("x", {f32, {3, 8, 12, 10}}), scale = g.input("scale", {f32, {8}}),
              offset = g.input("offset", {f32, {8}}), kernel = g.input("w", {f32, {3, 8, 2, 2}}),
              bias = g.input("b", {f32, {3}});
  const Value y = g.conv(g.relu(x) + g.batch_norm(x, scale, offset)[0], kernel, bias,
                         {.strides = {1, 2}, .padding_low = {1, 1}, .padding_high = {1, 1}});
  const Values slopes = gradients(g.sum(g.square(y)), Values{x, scale, offset, kernel, bias});
  for (std::size_t i = 0; i < slopes.size(); ++i) g.output(std::to_string(i), slopes[i]);
  std::vector<Tensor> inputs;
  for (const NamedValue& in : g.graph().inputs())
    inputs.push_back(random_tensor(g.graph().type(in.value), inputs.size() + 1, 0.5));
  const auto run = [&](const CompileOptions& options) {
    State none;
    return Executor().run(*compile(g.graph(), options), inputs, none).outputs;
  };
  const std::vector<Tensor> fast = run({}), plain = run({.backend = &reference_backend()});
  for (std::size_t i = 0; i < fast.size(); ++i)
    for (std::int64_t e = 0; e < fast[i].num_elements(); ++e)
      ASSERT_NEAR(fast[i].at(e), plain[i].at(e), 1e-3 * (1 + std::abs(plain[i].at(e))));
}

TEST(State, SwapsWithoutLosingOne) {
  Builder g;
  const Value a = g.state("a", {f32, {3}}), b = g.state("b", {f32, {3}});
  g.update("a", b);
  g.update("b", a);
  State state{{"a", Tensor::from<float>({1, 2, 3}, {3})},
              {"b", Tensor::from<float>({4, 5, 6}, {3})}};
  const auto plan = compile(g.graph());
  Executor().run(*plan, {}, state);
  EXPECT_EQ(state.at("a").at(0), 4);
  EXPECT_EQ(state.at("b").at(0), 1);
}

TEST(State, OldValueIsReadBeforeItIsReplaced) {
  Builder g;
  const Value a = g.state("a", {f32, {4}});
  g.update("a", a * 2.0 + 1.0);
  g.output("old", a * 10.0);
  State state{{"a", Tensor::full({f32, {4}}, 3)}};
  const auto plan = compile(g.graph());
  Executor executor;
  EXPECT_EQ(executor.run(*plan, {}, state).outputs[0].at(0), 30);
  EXPECT_EQ(executor.run(*plan, {}, state).outputs[0].at(0), 70);
  EXPECT_EQ(state.at("a").at(3), 15);
}

TEST(State, AsAnOutputIsTheOldValue) {
  Builder g;
  const Value a = g.state("a", {f32, {2}});
  g.output("a", a);
  g.output("row", g.reshape(a, {1, 2}));
  g.update("a", a + 1.0);
  for (const std::vector<std::string>& skip : {std::vector<std::string>{}, {"all"}}) {
    State state{{"a", Tensor::from<float>({1, 2}, {2})}};
    const auto plan = compile(g.graph(), {.passes = {.skip = skip, .dump = {}}});
    const std::vector<Tensor> y = Executor().run(*plan, {}, state).outputs;
    for (const Tensor& t : y) EXPECT_EQ(t.at(0), 1);
    EXPECT_EQ(state.at("a").at(0), 2);
  }
}

TEST(State, MissingOrWronglyShapedIsNamed) {
  Builder g;
  const Value a = g.state("weights", {f32, {4}});
  g.update("weights", a + 1.0);
  const auto plan = compile(g.graph());
  State none, wrong{{"weights", Tensor::full({f32, {5}}, 0)}};
  for (State* state : {&none, &wrong}) {
    try {
      Executor().run(*plan, {}, *state);
      FAIL();
    } catch (const Error& e) {
      EXPECT_NE(e.message().en.find("weights"), std::string::npos);
    }
  }
}

// x -> log(x) w, with a guard on the loss.
TEST(Guard, LeavesTheStateAloneAndNamesTheFirstOp) {
  Builder g;
  const Value x = g.input("x", {f32, {2}}), w = g.state("w", {f32, {2}});
  g.set_scope("features");
  const Value y = g.log(x);
  g.set_scope("head");
  const Value loss = g.sum(y * w, Ints{}, drop_dims);
  g.output("loss", loss);
  g.update("w", w - gradients(loss, std::array{w})[0]);
  g.guard(g.is_finite(loss));
  const auto plan = compile(g.graph());
  Executor executor;
  State state{{"w", Tensor::full({f32, {2}}, 1)}};
  const std::vector<Tensor> good{Tensor::full({f32, {2}}, 2)}, bad{Tensor::full({f32, {2}}, -1)};
  EXPECT_TRUE(executor.run(*plan, good, state).guard_held);
  const Tensor before = state.at("w").clone();
  const RunResult result = executor.run(*plan, bad, state);
  EXPECT_FALSE(result.guard_held);
  EXPECT_TRUE(std::isnan(result.outputs[0].item()));
  EXPECT_TRUE(bit_equal(before, state.at("w")));
  const Text why = executor.explain_guard(*plan, bad, state);
  EXPECT_NE(why.en.find("log"), std::string::npos) << why.en;
  EXPECT_NE(why.en.find("features"), std::string::npos) << why.en;
  EXPECT_FALSE(why.zh.empty());
}

// conv - relu - pool - dense - softmax cross-entropy with SGD and slots, the whole step as one
// graph.
struct CnnStep {
  Graph graph;
  State state;
  std::vector<Tensor> inputs;
};

CnnStep cnn_step(std::int64_t batch, std::uint64_t seed) {
  Builder g;
  CnnStep step;
  const Value x = g.input("x", {f32, {batch, 1, 28, 28}}),
              labels = g.input("labels", {i64, {batch}});
  Values weights;
  const auto weight = [&](const std::string& name, const Shape& shape, double scale) {
    weights.push_back(g.state(name, {f32, shape}));
    step.state[name] = random_tensor({f32, shape}, seed + weights.size(), scale);
    return weights.back();
  };
  const Value k1 = weight("conv1/kernel", {8, 1, 3, 3}, 0.4), b1 = weight("conv1/bias", {8}, 0);
  const Value k2 = weight("conv2/kernel", {16, 8, 3, 3}, 0.15), b2 = weight("conv2/bias", {16}, 0);
  const Value k3 = weight("dense/kernel", {400, 10}, 0.05), b3 = weight("dense/bias", {10}, 0);
  Value h = g.max_pool(g.relu(g.conv(x, k1, b1)), {.kernel_size = {2, 2}});
  h = g.max_pool(g.relu(g.conv(h, k2, b2)), {.kernel_size = {2, 2}});
  const Value logits = g.matmul(g.reshape(h, {batch, 400}), k3) + b3;
  const Value loss = g.mean(g.softmax_cross_entropy(logits, labels), Ints{}, drop_dims);
  g.output("loss", loss);
  const Values dw = gradients(loss, weights);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Value m = g.state(fmt::format("m{}", i), weights[i].type());
    step.state[fmt::format("m{}", i)] = Tensor::zeros(weights[i].type());
    g.update(fmt::format("m{}", i), m * 0.9 + dw[i] * 0.1);
  }
  step.inputs = {random_tensor({f32, {batch, 1, 28, 28}}, seed, 1), Tensor::zeros({i64, {batch}})};
  for (std::int64_t i = 0; i < batch; ++i) step.inputs[1].set(i, static_cast<double>(i % 10));
  const std::vector<std::string> names{"conv1/kernel", "conv1/bias",   "conv2/kernel",
                                       "conv2/bias",   "dense/kernel", "dense/bias"};
  for (std::size_t i = 0; i < weights.size(); ++i) g.update(names[i], weights[i] - dw[i] * 0.05);
  g.guard(g.logical_and(g.is_finite(loss), g.all_finite(dw)));
  step.graph = g.take();
  return step;
}

double train(CnnStep step, const CompileOptions& options, int steps, State* final_state) {
  const auto plan = compile(step.graph, options);
  Executor executor(options.num_threads);
  double loss = 0;
  for (int i = 0; i < steps; ++i) {
    const RunResult r = executor.run(*plan, step.inputs, step.state);
    EXPECT_TRUE(r.guard_held);
    loss = r.outputs[0].item();
  }
  if (final_state) *final_state = step.state;
  return loss;
}

TEST(TrainingStep, LearnsASmallBatchByHeart) {
  EXPECT_GT(train(cnn_step(16, 3), {}, 1, nullptr), 2.0);
  EXPECT_LT(train(cnn_step(16, 3), {}, 120, nullptr), 0.2);
}

TEST(TrainingStep, RepeatsBitForBit) {
  State a, b;
  train(cnn_step(16, 3), {.num_threads = 2}, 5, &a);
  train(cnn_step(16, 3), {.num_threads = 2}, 5, &b);
  for (const auto& [name, t] : a) EXPECT_TRUE(bit_equal(t, b.at(name))) << name;
}

TEST(TrainingStep, AgreesWithTheReferenceWithoutPasses) {
  State a, b;
  train(cnn_step(4, 5), {.num_threads = 2, .passes = {.verify_each = true}}, 3, &a);
  train(cnn_step(4, 5), {.backend = &reference_backend(), .passes = {.skip = {"all"}}}, 3, &b);
  for (const auto& [name, t] : a)
    for (std::int64_t i = 0; i < t.num_elements(); ++i)
      ASSERT_NEAR(t.at(i), b.at(name).at(i), 2e-5) << name;
}

TEST(TrainingStep, HasAPlanThatDescribesItself) {
  const auto plan = compile(cnn_step(8, 1).graph, {.num_threads = 2});
  const std::string text = describe(*plan);
  EXPECT_NE(text.find("cpu.gemm"), std::string::npos);
  EXPECT_NE(text.find("cpu.convolution"), std::string::npos);
  EXPECT_NE(text.find("guard"), std::string::npos);
  EXPECT_NE(text.find("refused"), std::string::npos);
  EXPECT_LT(plan->first_update_step, plan->steps.size());
  // Weights and slots are written in place: no copies at the end.
  for (const Step& s : plan->steps) EXPECT_NE(s.kernel, "copy") << s.scope;
  const std::vector<double> seconds(plan->steps.size(), 1e-6);
  EXPECT_NE(chrome_trace(*plan, seconds).find("traceEvents"), std::string::npos);
}

// The rows of a product do not depend on what else is in the batch.
TEST(Inference, OfADenseRowIsTheSameInEveryBatch) {
  const Tensor w = random_tensor({f32, {300, 40}}, 1, 0.1);
  const Tensor x = random_tensor({f32, {70, 300}}, 2, 1);
  Tensor first;
  for (std::int64_t batch = 1; batch <= 70; ++batch)
    for (int threads : {1, 2}) {
      Builder g;
      const Value in = g.input("x", {f32, {batch, 300}});
      g.output("y", g.softmax(g.matmul(in, g.constant(w)), -1));
      const auto plan = compile(g.graph(), {.num_threads = threads, .batch_invariant = true});
      State none;
      const Tensor y =
          Executor(threads).run(*plan, std::array{x.rows(70 - batch, batch)}, none).outputs[0];
      const Tensor last = y.rows(batch - 1, 1);
      if (!first.defined()) first = last.clone();
      ASSERT_TRUE(bit_equal(first, last)) << "batch " << batch << ", threads " << threads;
    }
}

}  // namespace
}  // namespace ingot
