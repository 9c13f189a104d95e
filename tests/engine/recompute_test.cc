// Which results run again under a budget, as text, and that the bits stay.
#include <gtest/gtest.h>

#include <random>

#include "base/bytes.h"
#include "graph/op_def.h"
#include "passes/recompute.h"
#include "runtime/executor.h"

namespace ingot {
namespace {

std::vector<NodeGroup> one_by_one(const Graph& graph) {
  std::vector<NodeGroup> groups;
  for (std::uint32_t id = 0; id < graph.size(); ++id) {
    const Node& n = graph.node(id);
    if (n.op->traits.has(Trait::source) || n.op->traits.has(Trait::view)) continue;
    groups.push_back({.nodes = {id}, .inputs = n.inputs, .outputs = {{id, 0}}, .cost = 1});
  }
  return groups;
}

std::string within(std::string_view text, std::size_t budget_bytes) {
  const Graph graph = parse_graph(text);
  const std::vector<NodeGroup> groups = one_by_one(graph);
  const GroupOrder order{graph, groups, groups.size()};
  const RunOrder runs = order_runs(order, budget_bytes);
  EXPECT_TRUE(runs.finished);
  EXPECT_LE(runs.peak_bytes, budget_bytes);
  const Graph written = write_runs(order, runs.runs).graph;
  verify(written);
  return to_string(written);
}

TEST(Recompute, ComputesALateReadResultAgain) {
  const std::string given = R"(%0 = input(dtype=f32, name="x", shape=[64]) : f32[64]
%1 = exp(%0) : f32[64]
%2 = tanh(%1) : f32[64]
%3 = neg(%2) : f32[64]
%4 = sum(%3) : f32[]
%5 = sum(%1) : f32[]
%6 = add(%4, %5) : f32[]
output "y" = %6
)";
  EXPECT_EQ(within(given, 1000), given);
  EXPECT_EQ(within(given, 520), R"(%0 = input(dtype=f32, name="x", shape=[64]) : f32[64]
%1 = exp(%0) : f32[64]
%2 = tanh(%1) : f32[64]
%3 = neg(%2) : f32[64]
%4 = sum(%3) : f32[]
%5 = exp(%0) : f32[64]
%6 = sum(%5) : f32[]
%7 = add(%4, %6) : f32[]
output "y" = %7
)");
}

TEST(Recompute, RunsAllThatIsGoneOnTheWayAndViewsToo) {
  EXPECT_EQ(within(R"(%0 = input(dtype=f32, name="x", shape=[64]) : f32[64]
%1 = exp(%0) : f32[64]
%2 = tanh(%1) : f32[64]
%3 = reshape(%2, shape=[8,8]) : f32[8,8]
%4 = neg(%3) : f32[8,8]
%5 = cos(%4) : f32[8,8]
%6 = sum(%5) : f32[]
%7 = sum(%3) : f32[]
%8 = add(%6, %7) : f32[]
output "y" = %8
)",
                   520),
            R"(%0 = input(dtype=f32, name="x", shape=[64]) : f32[64]
%1 = exp(%0) : f32[64]
%2 = tanh(%1) : f32[64]
%3 = reshape(%2, shape=[8,8]) : f32[8,8]
%4 = neg(%3) : f32[8,8]
%5 = cos(%4) : f32[8,8]
%6 = sum(%5) : f32[]
%7 = exp(%0) : f32[64]
%8 = tanh(%7) : f32[64]
%9 = reshape(%8, shape=[8,8]) : f32[8,8]
%10 = sum(%9) : f32[]
%11 = add(%6, %10) : f32[]
output "y" = %11
)");
}

// n results in a row, read again in the opposite order, as a backward pass does.
TEST(Recompute, KeepsTheRootOfALongChainForOneMoreForwardPass) {
  constexpr int kLength = 100;
  Builder g;
  Values forward{g.input("x", {f32, {64}})};
  for (int i = 0; i < kLength; ++i) forward.push_back(g.exp(forward.back()));
  Value back = g.neg(forward.back());
  for (int i = kLength; i > 0; --i) back = back * forward[static_cast<std::size_t>(i)];
  g.output("y", back);
  const std::vector<NodeGroup> groups = one_by_one(g.graph());
  const GroupOrder order{g.graph(), groups, groups.size()};
  const RunOrder all = order_runs(order, 1 << 20), few = order_runs(order, 22 * 256);
  EXPECT_EQ(all.extra_cost, 0);
  EXPECT_GT(all.peak_bytes, 100u * 256);
  EXPECT_TRUE(few.finished);
  EXPECT_LE(few.peak_bytes, 22u * 256);
  EXPECT_LE(few.extra_cost, kLength);
}

Tensor random_tensor(const TensorType& type, std::uint64_t seed, double scale) {
  std::mt19937_64 rng(seed);
  std::normal_distribution<double> normal(0, scale);
  Tensor t(type);
  for (std::int64_t i = 0; i < t.num_elements(); ++i) t.set(i, normal(rng));
  return t;
}

// Blocks of convolution, tanh and a dropout, then a loss; one step of momentum.
struct DeepStep {
  Graph graph;
  State state;
  std::vector<Tensor> inputs;
};

DeepStep deep_step() {
  constexpr int kBlocks = 8;
  Builder g;
  DeepStep step;
  const Value x = g.input("x", {f32, {8, 8, 12, 12}}), key = g.input("key", {i64, {3}});
  Values weights;
  Value h = x;
  for (int i = 0; i < kBlocks; ++i) {
    const std::string name = fmt::format("kernel{}", i);
    weights.push_back(g.state(name, {f32, {8, 8, 3, 3}}));
    step.state[name] = random_tensor({f32, {8, 8, 3, 3}}, static_cast<std::uint64_t>(i), 0.2);
    h = g.tanh(g.conv(h, weights.back(), {}, {.padding_low = {1, 1}, .padding_high = {1, 1}}));
    h = g.dropout(h, key, 0.2, i);
  }
  const Value loss = g.mean(g.square(h), Ints{}, drop_dims);
  g.output("loss", loss);
  const Values dw = gradients(loss, weights);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const std::string name = fmt::format("m{}", i);
    const Value m = g.state(name, weights[i].type()), next = m * 0.9 + dw[i];
    step.state[name] = Tensor::zeros(weights[i].type());
    g.update(name, next);
    g.update(fmt::format("kernel{}", i), weights[i] - next * 0.5);
  }
  g.guard(g.all_finite(dw));
  step.inputs = {random_tensor(x.type(), 77, 1), Tensor::from<std::int64_t>({1, 2, 0}, {3})};
  step.graph = g.take();
  return step;
}

State after_steps(const DeepStep& step, const Plan& plan) {
  State state;
  for (const auto& [name, t] : step.state) state[name] = t.clone();
  Executor executor(plan.num_threads);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(executor.run(plan, step.inputs, state).guard_held);
  return state;
}

TEST(MemoryLimit, ChangesNoBitOfAStep) {
  const DeepStep step = deep_step();
  for (const Backend* backend : {&cpu_backend(), &reference_backend()}) {
    CompileOptions options{.backend = backend, .num_threads = 2};
    if (backend == &reference_backend()) options.passes.skip = {"all"};
    const auto free = compile(step.graph, options);
    const State expected = after_steps(step, *free);
    EXPECT_EQ(free->num_again(), 0u);
    std::size_t again = 0;
    for (const double share : {0.9, 0.7, 0.5}) {
      SCOPED_TRACE(fmt::format("{} {}", backend->name(), share));
      options.memory.bytes =
          static_cast<std::size_t>(share * static_cast<double>(free->arena_bytes));
      const auto plan = compile(step.graph, options);
      EXPECT_LE(plan->arena_bytes, options.memory.bytes);
      EXPECT_GE(plan->num_again(), again);
      again = plan->num_again();
      EXPECT_GT(again, 0u);
      EXPECT_EQ(plan->steps.size(), free->steps.size() + again);
      EXPECT_NE(describe(*plan).find("again"), std::string::npos);
      for (const auto& [name, t] : after_steps(step, *plan))
        EXPECT_TRUE(bit_equal(t, expected.at(name))) << name;
    }
  }
}

TEST(MemoryLimit, CountsWhatIsBesideTheArena) {
  const DeepStep step = deep_step();
  const auto free = compile(step.graph);
  const auto same = compile(step.graph, {.memory = {.bytes = free->arena_bytes}});
  EXPECT_EQ(same->num_again(), 0u);
  const std::size_t limit = 2 * free->arena_bytes, beside = free->arena_bytes * 3 / 2;
  const auto plan = compile(step.graph, {.memory = {.bytes = limit, .beside = beside}});
  EXPECT_LE(plan->arena_bytes + beside, limit);
}

TEST(MemoryLimit, ThatCannotBeKeptSaysTheLeastThatCan) {
  const DeepStep step = deep_step();
  for (const std::size_t beside : {std::size_t{0}, std::size_t{5'000'000}}) {
    std::size_t least = 0;
    try {
      static_cast<void>(compile(step.graph, {.memory = {.bytes = 1000, .beside = beside}}));
      FAIL();
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), "memory_limit");
      EXPECT_NE(e.message().zh, e.message().en);
      const std::string said = e.message().en.substr(e.message().en.rfind(' ') + 1);
      EXPECT_NE(e.fix().en.find(said), std::string::npos);
      least = parse_bytes(said).value();
    }
    const auto plan = compile(step.graph, {.memory = {.bytes = least, .beside = beside}});
    EXPECT_LE(plan->arena_bytes + beside, least);
    EXPECT_THROW(static_cast<void>(compile(
                     step.graph, {.memory = {.bytes = least - least / 10, .beside = beside}})),
                 Error);
  }
}

}  // namespace
}  // namespace ingot
