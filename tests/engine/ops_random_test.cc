// Randomness as a function of (seed, step, stream, row, element).
#include <algorithm>
#include <numeric>

#include "base/rng.h"
#include "tests/engine/op_values.h"

namespace ingot::testing {
namespace {

Tensor key(std::int64_t seed, std::int64_t step, std::int64_t first_row) {
  return Tensor::from(std::vector<std::int64_t>{seed, step, first_row}, {3});
}

Tensor uniform(const Tensor& k, const Ints& shape, std::int64_t stream = 0, DType dtype = f32) {
  return run_one({k}, [&](Builder& g, const Values& v) {
    return g.random_uniform(v[0], {.shape = shape, .dtype = dtype, .stream = stream});
  });
}

Tensor normal(const Tensor& k, const Ints& shape, DType dtype = f32) {
  return run_one({k}, [&](Builder& g, const Values& v) {
    return g.random_normal(v[0], {.shape = shape, .dtype = dtype});
  });
}

struct Moments {
  double mean = 0, variance = 0, lowest = 0, highest = 0;
};
Moments moments(const Tensor& t) {
  const Numbers x = numbers(t);
  const auto n = static_cast<double>(x.size());
  Moments m;
  m.mean = std::accumulate(x.begin(), x.end(), 0.0) / n;
  for (double v : x) m.variance += (v - m.mean) * (v - m.mean) / n;
  m.lowest = *std::min_element(x.begin(), x.end());
  m.highest = *std::max_element(x.begin(), x.end());
  return m;
}

TEST(Philox, GivesTheBitsOfItsPublishedTestVectors) {
  // Salmon et al. 2011, known-answer tests of the reference implementation.
  EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}),
            (PhiloxCounter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox4x32({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
            (PhiloxCounter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (PhiloxCounter{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Random, ARowDoesNotDependOnTheMicroBatchItIsIn) {
  for (const DType dtype : {f32, f64, bf16}) {
    const Tensor whole = uniform(key(5, 9, 0), {6, 7}, 2, dtype);
    const Tensor part = uniform(key(5, 9, 4), {2, 7}, 2, dtype);
    EXPECT_TRUE(bit_equal(whole.rows(4, 2).clone(), part));
  }
  const Tensor whole = normal(key(5, 9, 0), {6, 7}), part = normal(key(5, 9, 3), {3, 7});
  EXPECT_TRUE(bit_equal(whole.rows(3, 3).clone(), part));
}

TEST(Random, SeedStepStreamAndRowEachChangeTheNumbers) {
  const Tensor base = uniform(key(1, 2, 3), {1, 16}, 4);
  const std::vector<Tensor> others = {
      uniform(key(2, 2, 3), {1, 16}, 4), uniform(key(1, 3, 3), {1, 16}, 4),
      uniform(key(1, 2, 4), {1, 16}, 4), uniform(key(1, 2, 3), {1, 16}, 5),
      uniform(key(2, 1, 3), {1, 16}, 4)};
  for (const Tensor& other : others)
    for (std::int64_t i = 0; i < 16; ++i) EXPECT_NE(base.at(i), other.at(i));
}

TEST(Random, UniformNumbersFillTheirInterval) {
  const Moments m = moments(uniform(key(3, 0, 0), {100, 1001}));
  EXPECT_NEAR(m.mean, 0.5, 0.004);
  EXPECT_NEAR(m.variance, 1.0 / 12, 0.002);
  EXPECT_GE(m.lowest, 0);
  EXPECT_LT(m.highest, 1);
  const Tensor narrow = run_one({key(3, 0, 0)}, [](Builder& g, const Values& v) {
    return g.random_uniform(v[0], {.shape = {100000}, .low = 1.0, .high = 1.0000001});
  });
  EXPECT_LT(moments(narrow).highest, static_cast<double>(1.0000001f));
}

TEST(Random, NormalNumbersHaveTheirMomentsAndTails) {
  for (const DType dtype : {f32, f64}) {
    const Tensor x = normal(key(3, 0, 0), {100, 1001}, dtype);
    const Moments m = moments(x);
    EXPECT_NEAR(m.mean, 0, 0.015);
    EXPECT_NEAR(m.variance, 1, 0.025);
    double fourth = 0;
    for (double v : numbers(x)) fourth += v * v * v * v / 100100;
    EXPECT_NEAR(fourth, 3, 0.2);
    EXPECT_GT(m.highest, 3.5);
    EXPECT_LT(m.lowest, -3.5);
  }
}

TEST(Random, BernoulliHitsItsProbabilityAndItsLimits) {
  const auto share = [](double p) {
    return moments(run_one({key(8, 1, 0)},
                           [&](Builder& g, const Values& v) {
                             return g.random_bernoulli(v[0], {100, 1001}, p);
                           }))
        .mean;
  };
  EXPECT_NEAR(share(0.3), 0.3, 0.006);
  EXPECT_EQ(share(0), 0);
  EXPECT_EQ(share(1), 1);
}

TEST(Random, PermutationsHoldEveryNumberOnceAndPutEachAnywhere) {
  Numbers seen_first(5);
  for (std::int64_t step = 0; step < 500; ++step) {
    Numbers p = numbers(run_one({key(1, step, 0)}, [](Builder& g, const Values& v) {
      return g.random_permutation(v[0], 5);
    }));
    seen_first[static_cast<std::size_t>(p[0])] += 1;
    std::sort(p.begin(), p.end());
    expect_numbers(p, {0, 1, 2, 3, 4});
  }
  // 100 each in the mean, with a standard deviation of 9.
  for (double count : seen_first) EXPECT_NEAR(count, 100, 45);
}

TEST(Dropout, KeepsTheMeanAndDropsTheSameElementsFromTheGradient) {
  const Tensor x = Tensor::full({f64, {50, 400}}, 1.0);
  const auto drop = [](Builder& g, const Values& v) { return g.dropout(v[0], v[1], 0.2, 7); };
  const Tensor y = run_one({x, key(4, 4, 0)}, drop);
  EXPECT_NEAR(moments(y).mean, 1, 0.02);
  expect_numbers(slope({x, key(4, 4, 0)}, drop), numbers(y));
  for (double v : numbers(y)) EXPECT_TRUE(v == 0 || v == 1.25);
}

TEST(Dropout, SharedAxesFallTogether) {
  const Tensor y = run_one({Tensor::full({f32, {8, 16, 3, 3}}, 1.0), key(0, 0, 0)},
                           [](Builder& g, const Values& v) {
                             return g.dropout(v[0], v[1], 0.5, 0, {2, 3});
                           });
  int dropped = 0;
  for (std::int64_t plane = 0; plane < 128; ++plane) {
    for (std::int64_t i = 1; i < 9; ++i) EXPECT_EQ(y.at(plane * 9), y.at(plane * 9 + i));
    dropped += y.at(plane * 9) == 0 ? 1 : 0;
  }
  EXPECT_NEAR(dropped, 64, 25);
}

TEST(Dropout, RatesOfZeroAndOneAndNanInputs) {
  const Tensor x = tensor({f32, {2}}, {kNotANumber, 2});
  const auto with = [&](double rate) {
    return numbers(run_one({x, key(0, 0, 0)}, [&](Builder& g, const Values& v) {
      return g.dropout(v[0], v[1], rate);
    }));
  };
  expect_numbers(with(0), {kNotANumber, 2});
  expect_numbers(with(1), {0, 0});
  EXPECT_EQ(error_of([](Builder& g) {
              return g.dropout(g.input("x", {f32, {2}}), g.input("key", {i64, {3}}), 1.5);
            }),
            "bad_attribute");
}

}  // namespace
}  // namespace ingot::testing
