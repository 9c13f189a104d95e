// Machine code of clusters: against the meaning of each op, and bit for bit against the
// interpreter.
#include "backend/cpu/cluster_code.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include "runtime/executor.h"
#include "tests/engine/ulps.h"

namespace ingot {
namespace {

using Set = ClusterCode::InstructionSet;

std::vector<Set> sets() {
  const auto best = ClusterCode::best();
  if (!best) return {};
  if (*best == Set::avx512) return {Set::avx2, Set::avx512};
  return {Set::avx2};
}

std::vector<float> special_values() {
  constexpr float kInf = std::numeric_limits<float>::infinity();
  std::vector<float> values{0.0F,    -0.0F,  kInf,   -kInf,  std::nanf(""), 1e-40F,
                            -1e-40F, 1,      -1,     0.5F,   1.5F,          2.5F,
                            -2.5F,   88.7F,  88.73F, -87.4F, -103.9F,       -104.1F,
                            0.62F,   -0.63F, 3e38F,  -3e38F, 1e-8F,         16777216};
  std::mt19937 rng(5);
  std::normal_distribution<float> normal(0, 3);
  while (values.size() < 32) values.push_back(normal(rng));
  return values;
}

// Every value with every other: 1024 pairs.
struct Pairs {
  std::vector<float> a, b;
  std::vector<std::uint8_t> truth;

  Pairs() {
    for (const float x : special_values())
      for (const float y : special_values()) {
        truth.push_back(a.size() % 3 == 0);
        a.push_back(x);
        b.push_back(y);
      }
  }
};

bool same(float x, float y) {
  if (std::isnan(x) || std::isnan(y)) return std::isnan(x) && std::isnan(y);
  return std::bit_cast<std::uint32_t>(x) == std::bit_cast<std::uint32_t>(y);
}

// Functions are approximated: vector_math_test.cc has their bounds.
bool approximates(ScalarOp op) {
  return op == ScalarOp::pow || op == ScalarOp::atan2 ||
         (op >= ScalarOp::exp && op <= ScalarOp::erf);
}
bool close(float y, ScalarOp op, float a, float b) {
  constexpr double kUlps = 3;
  return testing::ulps(y, evaluate<double>(op, a, b, b)) <= kUlps;
}

// The operands are tensors; then each in turn is a constant, which an instruction reads from
// memory.
TEST(ClusterCode, MeansWhatEachOpDoes) {
  if (sets().empty()) GTEST_SKIP() << "this machine has no AVX2";
  constexpr float kConstant = 0.5F;
  constexpr int kNoConstant = 2;
  const Pairs pairs;
  const auto n = static_cast<std::int64_t>(pairs.a.size());
  for (int op = static_cast<int>(ScalarOp::add); op <= static_cast<int>(ScalarOp::select); ++op)
    for (const int constant : {kNoConstant, 0, 1}) {
      const auto o = static_cast<ScalarOp>(op);
      const std::int32_t first = constant == 0 ? 3 : 0, second = constant == 1 ? 3 : 1;
      const ScalarProgram program{
          .code = {{.op = ScalarOp::arg, .a = 0},
                   {.op = ScalarOp::arg, .a = 1},
                   {.op = ScalarOp::arg, .a = 2},
                   {.op = ScalarOp::constant, .constant = kConstant},
                   o == ScalarOp::select
                       ? ScalarInstruction{.op = o, .a = 2, .b = first, .c = second}
                       : ScalarInstruction{.op = o, .a = first, .b = second, .c = second}},
          .outputs = {4},
          .num_args = 3};
      for (const Set set : sets()) {
        const auto code = ClusterCode::make(program, {{f32}, {f32}, {boolean}}, {f32}, set);
        ASSERT_NE(code, nullptr) << to_string(o);
        std::vector<float> y(pairs.a.size());
        const std::array<const void*, 3> in{pairs.a.data(), pairs.b.data(), pairs.truth.data()};
        const std::array<void*, 1> out{y.data()};
        code->run(in.data(), out.data(), n);
        for (std::size_t i = 0; i < y.size(); ++i) {
          const float a = constant == 0 ? kConstant : pairs.a[i],
                      b = constant == 1 ? kConstant : pairs.b[i];
          const float expected =
              o == ScalarOp::select ? (pairs.truth[i] ? a : b) : evaluate<float>(o, a, b, b);
          ASSERT_TRUE(approximates(o) ? close(y[i], o, a, b) : same(y[i], expected))
              << to_string(o) << " of " << a << " and " << b << ": " << y[i] << ", expected "
              << expected;
        }
      }
    }
}

// Rows of 37 with all kinds of inputs: dense, one number, along rows, along columns, truth values.
Graph network_of_scalars(std::int64_t rows) {
  Builder g;
  const Value x = g.input("x", {f32, {rows, 37}}), row = g.input("row", {f32, {37}});
  const Value column = g.input("column", {f32, {rows, 1}}), one = g.input("one", {f32, {}});
  const Value kept = g.input("kept", {boolean, {rows, 37}});
  const Value bytes = g.cast(g.input("bytes", {u8, {rows, 37}}), f32);
  const Value h = g.tanh(x * row + column) * one + bytes * 0.01;
  const Value positive = g.logical_and(g.greater(h, x), kept);
  g.output("y", g.select(positive, g.exp(h), g.minimum(h, g.sqrt(g.abs(x))) / (one + 3.0)));
  g.output("positive", positive);
  g.output("functions", g.gelu(h) * g.log(g.abs(x) + 0.1) + g.sin(bytes * h) / g.pow(g.exp(x), h));
  g.output("sum", g.maximum(h, row) - g.floor(h * 8.0));
  return g.take();
}

TEST(ClusterCode, GivesTheBitsOfTheInterpreter) {
  std::mt19937 rng(7);
  std::normal_distribution<double> normal(0, 2);
  const auto random = [&](const TensorType& type) {
    Tensor t(type);
    for (std::int64_t i = 0; i < t.num_elements(); ++i) {
      const double value = normal(rng);
      t.set(i, type.dtype == boolean ? value > 0 : type.dtype == u8 ? std::abs(value) * 20 : value);
    }
    return t;
  };
  constexpr std::int64_t kFew = 40;
  for (const std::int64_t rows : {kFew + 100, kFew + 101, kFew + 1000}) {
    const std::vector<Tensor> all{random({f32, {rows, 37}}),     random({f32, {37}}),
                                  random({f32, {rows, 1}}),      random({f32, {}}),
                                  random({boolean, {rows, 37}}), random({u8, {rows, 37}})};
    std::vector<Tensor> few = all;
    for (const std::size_t i : {0U, 2U, 4U, 5U}) few[i] = all[i].rows(0, kFew).clone();
    State none;
    for (const int threads : {1, 2}) {
      const auto run = [&](std::int64_t n, const std::vector<Tensor>& in) {
        const auto plan = compile(network_of_scalars(n), {.num_threads = threads});
        return Executor(threads).run(*plan, in, none).outputs;
      };
      const auto interpreted = run(kFew, few), compiled = run(rows, all);
      for (std::size_t i = 0; i < compiled.size(); ++i)
        EXPECT_TRUE(bit_equal(interpreted[i], compiled[i].rows(0, kFew).clone()))
            << "output " << i << ", " << rows << " rows";
      // The last rows end within a vector.
      std::vector<Tensor> last = all;
      for (const std::size_t i : {0U, 2U, 4U, 5U}) last[i] = all[i].rows(rows - kFew, kFew).clone();
      const auto end = run(kFew, last);
      for (std::size_t i = 0; i < compiled.size(); ++i)
        EXPECT_TRUE(bit_equal(end[i], compiled[i].rows(rows - kFew, kFew).clone()))
            << "output " << i << ", " << rows << " rows, at the end";
    }
  }
}

}  // namespace
}  // namespace ingot
