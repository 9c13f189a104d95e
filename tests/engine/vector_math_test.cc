// The functions of clusters over all ranges of floats: within their stated error of the C library
// in double, and in machine code the same bits.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <random>

#include "backend/cpu/cluster.h"
#include "backend/cpu/cluster_code.h"
#include "tests/engine/ulps.h"

namespace ingot {
namespace {

struct Bound {
  ScalarOp op;
  double ulps;
};
// What the heads of the files vector_*.h say.
constexpr std::array kFunctions{
    Bound{ScalarOp::exp, 1.1},  Bound{ScalarOp::expm1, 1.5}, Bound{ScalarOp::sinh, 1.7},
    Bound{ScalarOp::cosh, 1.6}, Bound{ScalarOp::tanh, 1.4},  Bound{ScalarOp::erf, 1.6},
    Bound{ScalarOp::log, 0.9},  Bound{ScalarOp::log1p, 0.9}, Bound{ScalarOp::sin, 1.6},
    Bound{ScalarOp::cos, 1.6},  Bound{ScalarOp::tan, 2.8},   Bound{ScalarOp::asin, 2.4},
    Bound{ScalarOp::acos, 1.2}, Bound{ScalarOp::atan, 1.4},
};
constexpr std::array kFunctionsOfTwo{Bound{ScalarOp::pow, 1.8}, Bound{ScalarOp::atan2, 1.6}};

ScalarProgram program_of(ScalarOp op) {
  return {.code = {{.op = ScalarOp::arg, .a = 0},
                   {.op = ScalarOp::arg, .a = 1},
                   {.op = op, .a = 0, .b = 1}},
          .outputs = {2},
          .num_args = 2};
}

using Floats = std::vector<float>;

Floats interpreted(ScalarOp op, const Floats& a, const Floats& b) {
  const auto n = static_cast<std::int64_t>(a.size());
  const Shape shape{n};
  const Walk dense = walk_of({f32, shape}, shape);
  const Cluster cluster{program_of(op), shape, {dense, dense}, {f32}};
  Floats y(a.size());
  const std::array<const void*, 2> in{a.data(), b.data()};
  const std::array<void*, 1> out{y.data()};
  Tensor scratch(u8, {static_cast<std::int64_t>(interpreter_bytes(cluster))});
  interpret(cluster, {in, out}, {0, n}, static_cast<std::byte*>(scratch.mutable_raw()));
  return y;
}

std::vector<ClusterCode::InstructionSet> sets() {
  using Set = ClusterCode::InstructionSet;
  const auto best = ClusterCode::best();
  if (!best) return {};
  if (*best == Set::avx512) return {Set::avx2, Set::avx512};
  return {Set::avx2};
}

bool same_bits(float x, float y) {
  return (std::isnan(x) && std::isnan(y)) ||
         std::bit_cast<std::uint32_t>(x) == std::bit_cast<std::uint32_t>(y);
}

void expect_code_gives(const Floats& expected, ScalarOp op, const Floats& a, const Floats& b) {
  for (const auto set : sets()) {
    const auto code = ClusterCode::make(program_of(op), {{f32}, {f32}}, {f32}, set);
    ASSERT_NE(code, nullptr) << to_string(op);
    Floats y(a.size());
    const std::array<const void*, 2> in{a.data(), b.data()};
    const std::array<void*, 1> out{y.data()};
    code->run(in.data(), out.data(), static_cast<std::int64_t>(a.size()));
    for (std::size_t i = 0; i < a.size(); ++i)
      ASSERT_TRUE(same_bits(y[i], expected[i]))
          << to_string(op) << " of " << a[i] << " and " << b[i] << ": code of set "
          << static_cast<int>(set) << " gives " << y[i] << ", the interpreter " << expected[i];
  }
}

void expect_close(const Floats& y, Bound bound, const Floats& a, const Floats& b) {
  // The bounds are those of multiply-adds that round once.
  const double unfused = sets().empty() ? 1.5 : 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double truth = evaluate<double>(bound.op, a[i], b[i], 0);
    const double off = testing::ulps(y[i], truth);
    ASSERT_LE(off, bound.ulps + unfused) << to_string(bound.op) << " of " << a[i] << " and " << b[i]
                                         << ": " << y[i] << ", in double " << truth;
  }
}

// Every 8191st float, from -NaN over both infinities and all subnormals; a multiple of 16.
Floats floats_of_all_sizes() {
  constexpr std::uint64_t kStep = 8191, kAll = std::uint64_t{1} << 32;
  Floats all;
  for (std::uint64_t bits = 0; bits < kAll; bits += kStep)
    all.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
  for (const float x : {0.0F, HUGE_VALF, 1.0F, 0.5F, 1e-45F, 3e38F, 88.72284F, 1e5F}) {
    all.push_back(x);
    all.push_back(-x);
  }
  all.resize(all.size() / 16 * 16 + 16, 0.75F);
  return all;
}

TEST(VectorMath, IsWithinItsStatedErrorAndTheSameAsCode) {
  const Floats x = floats_of_all_sizes();
  for (const Bound bound : kFunctions) {
    const Floats y = interpreted(bound.op, x, x);
    expect_close(y, bound, x, x);
    expect_code_gives(y, bound.op, x, x);
  }
}

// Between -1000 and 1000 lies little of all floats, but most of what networks compute.
TEST(VectorMath, IsWithinItsStatedErrorAtUsualNumbers) {
  std::mt19937 rng(3);
  std::uniform_real_distribution<float> exponent(-12, 10);
  Floats x(std::size_t{1} << 18);
  for (float& v : x) v = std::exp2(exponent(rng)) * (rng() % 2 == 0 ? 1.0F : -1.0F);
  for (const Bound bound : kFunctions) expect_close(interpreted(bound.op, x, x), bound, x, x);
}

// Every special number with every other, random pairs, and powers that are neither 0 nor infinite.
TEST(VectorMath, OfTwoNumbersIsWithinItsStatedErrorAndTheSameAsCode) {
  constexpr float kInf = HUGE_VALF;
  const Floats special{0.0F,  -0.0F,   1,        -1,      2,     -2,        3,           -3,
                       0.5F,  -0.5F,   kInf,     -kInf,   NAN,   1e-45F,    -1e-45F,     1e-39F,
                       3e38F, -3e38F,  16777216, 8388609, 2.5F,  -8388609,  -8388608.5F, -2.5F,
                       -1e9F, 1.0001F, 0.9999F,  1e-38F,  -3e9F, 0.999999F, 1e9F,        127};
  Floats a, b;
  for (const float x : special)
    for (const float y : special) {
      a.push_back(x);
      b.push_back(y);
    }
  std::mt19937 rng(4);
  std::uniform_real_distribution<double> power(-152, 130), near_1(-1e-3, 1e-3);
  for (int i = 0; i < 1 << 18; ++i) {
    const float x =
        i % 2 == 0 ? std::abs(std::bit_cast<float>(static_cast<std::uint32_t>(rng())))
                   : static_cast<float>(std::exp(near_1(rng) * static_cast<double>(rng() % 1000)));
    a.push_back(x);
    b.push_back(i % 3 == 0 ? std::bit_cast<float>(static_cast<std::uint32_t>(rng()))
                           : static_cast<float>(power(rng) / std::log2(static_cast<double>(x))));
  }
  for (const Bound bound : kFunctionsOfTwo) {
    const Floats y = interpreted(bound.op, a, b);
    expect_close(y, bound, a, b);
    expect_code_gives(y, bound.op, a, b);
  }
}

}  // namespace
}  // namespace ingot
