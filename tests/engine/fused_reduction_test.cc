// Clusters and the reductions that read them as one launch: when, with which bits, in which memory.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "runtime/executor.h"
#include "tests/engine/samples.h"

namespace ingot::testing {
namespace {

using Lines = std::vector<std::string>;

std::shared_ptr<const Plan> plan_of(const Graph& graph, int num_threads = 1) {
  return compile(graph, {.num_threads = num_threads, .passes = {.verify_each = true, .dump = {}}});
}

std::shared_ptr<const Plan> unfused(const Graph& graph) {
  return compile(graph, {.passes = {.skip = {"fuse"}, .dump = {}}});
}

Lines launches(const Plan& plan) {
  Lines lines;
  for (const Step& s : plan.steps) lines.push_back(s.kernel + ": " + s.ops);
  return lines;
}

std::vector<Tensor> run(const Plan& plan, const std::vector<Tensor>& inputs) {
  State none;
  return Executor(plan.num_threads).run(plan, inputs, none).outputs;
}

// What is reduced, from two dense inputs, a column and a row.
struct Producer {
  std::string name;
  std::function<Value(Builder&, const Values&)> make;
};

const std::vector<Producer>& producers() {
  static const std::vector<Producer> all{
      {"product", [](Builder& g, const Values& v) { return g.square(v[0] * v[1] + v[0]); }},
      {"one op", [](Builder& g, const Values& v) { return g.exp(v[0]); }},
      {"centred", [](Builder& g, const Values& v) { return g.square(v[0] - v[2]); }},
      {"masked",
       [](Builder& g, const Values& v) {
         const Value zero = g.scalar_like(v[0], 0);
         return g.select(g.greater(v[1], zero), v[0], zero) * v[3];
       }},
      {"interpreted", [](Builder& g, const Values& v) { return g.sin(v[0]) + v[1]; }},
  };
  return all;
}

struct Reduced {
  Shape shape;
  Ints axes;
};

// Short and long runs, pieces that end within a tile, few and many results.
const std::vector<Reduced>& shapes() {
  static const std::vector<Reduced> all{{{100003}, {}},
                                        {{3, 70001}, {1}},
                                        {{70001, 3}, {0}},
                                        {{64, 5000}, {0}},
                                        {{1000, 37}, {1}},
                                        {{600, 1024}, {1}},
                                        {{6, 24, 9, 11}, {2, 3}},
                                        {{6, 24, 9, 11}, {0, 2, 3}},
                                        {{60, 129, 8}, {0, 2}},
                                        {{2, 3}, {}},
                                        {{2, 3}, {0}},
                                        {{5, 1, 70}, {1, 2}},
                                        {{1}, {}},
                                        {{}, {}},
                                        {{3, 40000}, {}}};
  return all;
}

std::vector<Tensor> inputs_for(const Shape& shape) {
  Shape column = shape, row;
  if (shape.rank() > 0) {
    column.set(shape.rank() - 1, 1);
    row.push_back(shape.back());
  }
  std::mt19937 rng(3);
  std::uniform_real_distribution<double> uniform(-2, 2);
  std::vector<Tensor> inputs;
  for (const Shape& s : {shape, shape, column, row}) {
    Tensor t(TensorType{f32, s});
    for (std::int64_t i = 0; i < t.num_elements(); ++i) t.set(i, uniform(rng));
    inputs.push_back(t);
  }
  return inputs;
}

enum class Readers { reduction, reduction_and_output, two_reductions_and_output };

Graph graph_of(const Producer& producer, const Reduced& reduced, Readers readers) {
  Builder g;
  Values values;
  int i = 0;
  for (const Tensor& t : inputs_for(reduced.shape))
    values.push_back(g.input(fmt::format("x{}", i++), t.type()));
  const Value x = producer.make(g, values);
  g.output("sum", g.sum(x, reduced.axes, drop_dims));
  if (readers >= Readers::reduction_and_output) g.output("x", x);
  if (readers == Readers::two_reductions_and_output)
    g.output("max", g.max(x, reduced.axes, keep_dims));
  return g.take();
}

bool starts_fused(const Plan& plan) { return plan.steps[0].kernel.starts_with("cpu.fused_"); }

TEST(FusedReduction, GivesTheBitsOfTheClusterThenTheReduction) {
  std::size_t fused = 0, all = 0;
  for (const Reduced& r : shapes())
    for (const Producer& p : producers())
      for (const Readers readers : {Readers::reduction, Readers::reduction_and_output,
                                    Readers::two_reductions_and_output}) {
        const Graph graph = graph_of(p, r, readers);
        const std::vector<Tensor> inputs = inputs_for(r.shape);
        const std::vector<Tensor> expected = run(*unfused(graph), inputs);
        for (const int threads : {1, 2, 3}) {
          const auto plan = plan_of(graph, threads);
          fused += starts_fused(*plan) ? 1 : 0;
          ++all;
          const std::vector<Tensor> y = run(*plan, inputs);
          for (std::size_t o = 0; o < y.size(); ++o)
            EXPECT_TRUE(bit_equal(y[o], expected[o]))
                << p.name << " of " << to_string(r.shape) << " over " << fmt::format("{}", r.axes)
                << ", " << threads << " threads, output " << o;
        }
      }
  // All but the runs of 8 elements, and those of 99 of the two producers that broadcast: they have
  // no blocked layout, in which runs are longer.
  const std::size_t of_shape = all / shapes().size();
  EXPECT_EQ(fused, all - of_shape - of_shape * 2 / producers().size());
}

TEST(FusedReduction, LetsNaNAndInfinityThrough) {
  for (const Ints& axes : {Ints{}, Ints{0}, Ints{1}}) {
    Builder g;
    const Value x = g.input("x", {f32, {50, 300}}) * 1.0000001;
    g.output("sum", g.sum(x, axes, drop_dims));
    g.output("max", g.max(x, axes, drop_dims));
    g.output("min", g.min(x, axes, drop_dims));
    const Graph graph = g.take();
    for (const double special : {std::nan(""), HUGE_VAL, -HUGE_VAL, -0.0})
      for (const std::int64_t at : {0, 15, 299, 5000, 14999}) {
        Tensor t = Tensor::full({f32, {50, 300}}, special == 0 ? -0.0 : 0.5);
        t.set(at, special);
        const auto plan = plan_of(graph);
        EXPECT_TRUE(starts_fused(*plan));
        const std::vector<Tensor> y = run(*plan, {t}), expected = run(*unfused(graph), {t});
        for (std::size_t o = 0; o < y.size(); ++o)
          for (std::int64_t e = 0; e < y[o].num_elements(); ++e) {
            const double a = y[o].at(e), b = expected[o].at(e);
            EXPECT_TRUE((a == b && std::signbit(a) == std::signbit(b)) ||
                        (std::isnan(a) && std::isnan(b)))
                << a << ", alone " << b;
          }
      }
  }
}

TEST(FusedReduction, SumsAsExactlyAsDoublesDo) {
  const Shape shape{37, 5003};
  const std::vector<Tensor> inputs = inputs_for(shape);
  Builder g;
  const Value a = g.input("a", {f32, shape}), b = g.input("b", {f32, shape});
  g.output("y", g.sum(a * b, Ints{1}, drop_dims));
  const auto plan = plan_of(g.take(), 2);
  ASSERT_TRUE(starts_fused(*plan));
  const Tensor y = run(*plan, {inputs[0], inputs[1]})[0];
  for (std::int64_t row = 0; row < shape[0]; ++row) {
    double sum = 0;
    for (std::int64_t i = row * shape[1]; i < (row + 1) * shape[1]; ++i)
      sum += static_cast<float>(inputs[0].at(i)) * static_cast<float>(inputs[1].at(i));
    EXPECT_FLOAT_EQ(static_cast<float>(y.at(row)), static_cast<float>(sum)) << row;
  }
}

TEST(FusedReduction, TakesNoMemoryForWhatIsOnlyReduced) {
  constexpr std::int64_t kFloats = 1 << 20;
  const Graph graph = graph_of(producers()[0], {{kFloats}, {}}, Readers::reduction);
  EXPECT_LT(plan_of(graph)->arena_bytes, 128u << 10);
  EXPECT_GT(unfused(graph)->arena_bytes, kFloats * sizeof(float));
}

// In text: what is read, how it is launched.
TEST(FusedReduction, TakesWhatItCan) {
  const auto of = [](const std::string& text) { return launches(*plan_of(parse_graph(text))); };
  const std::string x = "%0 = input(dtype=f32, name=\"x\", shape=[8,100]) : f32[8,100]\n";
  EXPECT_EQ(of(x + "%1 = abs(%0) : f32[8,100]\n"
                   "%2 = max(%1) : f32[]\n"
                   "output \"y\" = %2\n"),
            Lines{"cpu.fused_max: fused+max"});
  // A result that others read is stored on the way.
  EXPECT_EQ(of(x + "%1 = exp(%0) : f32[8,100]\n"
                   "%2 = sum(%1, axes=[1], keep=keep) : f32[8,1]\n"
                   "%3 = div(%1, %2) : f32[8,100]\n"
                   "output \"y\" = %3\n"),
            (Lines{"cpu.fused_sum: fused+sum", "cpu.cluster: div"}));
  // Other axes read what was stored.
  EXPECT_EQ(of(x + "%1 = exp(%0) : f32[8,100]\n"
                   "%2 = sum(%1, axes=[0]) : f32[100]\n"
                   "%3 = sum(%1, axes=[1]) : f32[8]\n"
                   "output \"a\" = %2\noutput \"b\" = %3\n"),
            (Lines{"cpu.fused_sum: fused+sum", "cpu.sum: sum"}));
  EXPECT_EQ(of(x + "%1 = cumsum(%0) : f32[8,100]\n"
                   "%2 = sum(%1) : f32[]\n"
                   "output \"y\" = %2\n")
                .back(),
            "cpu.sum: sum");
  EXPECT_EQ(of(x + "%1 = exp(%0) : f32[8,100]\n"
                   "%2 = prod(%1) : f32[]\n"
                   "output \"y\" = %2\n"),
            (Lines{"cpu.cluster: fused", "reference.prod: prod"}));
}

TEST(FusedReduction, SaysWhyItLeavesShortRunsAlone) {
  Builder g;
  const Value x = g.input("x", {f32, {60, 129, 8}});
  g.output("y", g.sum(g.abs(x), Ints{0, 2}, drop_dims));
  const auto plan = plan_of(g.take());
  ASSERT_EQ(launches(*plan), (Lines{"cpu.cluster: fused", "cpu.sum: sum"}));
  EXPECT_EQ(plan->steps[1].refusals.back(), "cpu.fused_sum: only 8 elements follow one another");
}

TEST(FusedReduction, OfNothingIsTheReferences) {
  Builder g;
  const Value x = g.input("x", {f32, {0, 3}});
  g.output("sum", g.sum(g.abs(x), Ints{0}, drop_dims));
  g.output("max", g.max(g.abs(x), Ints{}, drop_dims));
  const std::vector<Tensor> y = run(*plan_of(g.take()), {Tensor::zeros({f32, {0, 3}})});
  EXPECT_EQ(y[0].at(2), 0);
  EXPECT_EQ(y[1].at(0), -HUGE_VAL);
}

// The gradient of relu between two convolutions, with the gradient of a bias.
TEST(FusedReduction, RunsOnBlockedPictures) {
  Builder g;
  const TensorType pictures{f32, {4, 16, 12, 12}}, filters{f32, {16, 16, 3, 3}};
  const ConvOptions same{.padding_low = {1, 1}, .padding_high = {1, 1}};
  const Value w = g.input("w", filters), x = g.input("x", pictures);
  const Value a = g.conv(x, w, {}, same), b = g.conv(x + 1.0, w, {}, same);
  const Value dy = g.select(g.greater(a, g.scalar_like(a, 0)), b, g.scalar_like(b, 0)) * 0.5;
  g.output("bias", g.sum(dy, Ints{0, 2, 3}, drop_dims));
  g.output("next", g.conv(dy, w, {}, same));
  const Graph graph = g.take();
  const auto plan = compile(graph, {.num_threads = 2, .winograd = false});
  const Lines lines = launches(*plan);
  EXPECT_EQ(std::ranges::count(lines, "cpu.fused_sum, nChw8c: fused+sum"), 1)
      << fmt::format("{}", fmt::join(lines, "\n"));
  const Tensor data = inputs_for(pictures.shape)[0], weights = inputs_for(filters.shape)[0];
  const std::vector<Tensor> y = run(*plan, {weights, data});
  const std::vector<Tensor> expected = run_reference(graph, {weights, data});
  for (std::size_t o = 0; o < y.size(); ++o)
    for (std::int64_t e = 0; e < y[o].num_elements(); ++e)
      ASSERT_NEAR(y[o].at(e), expected[o].at(e), 1e-3 * (1 + std::abs(expected[o].at(e))));
}

}  // namespace
}  // namespace ingot::testing
