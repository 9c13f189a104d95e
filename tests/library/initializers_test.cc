// Initializers: their distributions, and that values depend on nothing but seed and name.
#include <numeric>

#include "nn/initializer_def.h"
#include "tests/library/traced.h"

namespace ingot::testing {
namespace {

Parameter parameter(const Initializer& initializer, const Shape& shape, Fans fans = {}) {
  return {.name = "dense_1/kernel", .type = {f64, shape}, .initializer = initializer, .fans = fans};
}

Row draw(const Initializer& initializer, const Shape& shape, Fans fans = {}) {
  return numbers(initial_value(parameter(initializer, shape, fans), 7));
}

struct Moments {
  double mean = 0, variance = 0, largest = 0;
};

Moments moments(const Row& values) {
  Moments m;
  const auto count = static_cast<double>(values.size());
  for (const double v : values) m.mean += v / count;
  for (const double v : values) {
    m.variance += (v - m.mean) * (v - m.mean) / count;
    m.largest = std::max(m.largest, std::abs(v));
  }
  return m;
}

// 5 standard errors of 40,000 draws of a distribution no wider than a normal one.
void expect_variance(const Row& values, double variance) {
  const Moments m = moments(values);
  const auto count = static_cast<double>(values.size());
  EXPECT_NEAR(m.mean, 0, 5 * std::sqrt(variance / count));
  EXPECT_NEAR(m.variance / variance, 1, 5 * std::sqrt(2 / count));
}

TEST(Initializers, HaveTheVarianceOfTheirSource) {
  const Fans fans{300, 100};
  const Shape shape{200, 200};
  const std::vector<std::pair<Initializer, double>> cases = {
      {GlorotUniform(), 2.0 / 400}, {GlorotNormal(), 2.0 / 400}, {HeUniform(), 2.0 / 300},
      {HeNormal(), 2.0 / 300},      {LecunUniform(), 1.0 / 300}, {LecunNormal(), 1.0 / 300},
      {RandomNormal(), 0.0025},     {RandomUniform(), 0.01 / 12}};
  for (const auto& [initializer, variance] : cases) {
    SCOPED_TRACE(initializer.kind);
    expect_variance(draw(initializer, shape, fans), variance);
  }
}

TEST(Initializers, StayWithinTheirBounds) {
  EXPECT_LE(moments(draw(GlorotUniform(), {100, 100}, {30, 20})).largest, std::sqrt(6.0 / 50));
  const double cut = moments(draw(TruncatedNormal({.deviation = 3}), {100, 100})).largest;
  EXPECT_LE(cut, 6);
  EXPECT_GT(cut, 5.5);
  const Row u = draw(RandomUniform({.low = 2, .high = 3}), {1000});
  EXPECT_GE(*std::ranges::min_element(u), 2);
  EXPECT_LT(*std::ranges::max_element(u), 3);
}

TEST(Initializers, OrthogonalMatricesAreOrthonormalAlongTheirShorterSide) {
  for (const Shape& shape : {Shape{5, 12}, Shape{12, 5}, Shape{4, 2, 3, 3}}) {
    const Row w = draw(Orthogonal({.gain = 2}), shape);
    const auto rows = static_cast<std::size_t>(shape[0]), columns = w.size() / rows;
    const bool wide = rows <= columns;
    const std::size_t count = std::min(rows, columns), length = std::max(rows, columns);
    const auto at = [&](std::size_t vector, std::size_t i) {
      return wide ? w[vector * columns + i] : w[i * columns + vector];
    };
    for (std::size_t a = 0; a < count; ++a)
      for (std::size_t b = 0; b <= a; ++b) {
        double dot = 0;
        for (std::size_t i = 0; i < length; ++i) dot += at(a, i) * at(b, i);
        EXPECT_NEAR(dot, a == b ? 4 : 0, 1e-13) << to_string(shape);
      }
  }
}

TEST(Initializers, ThatAreFixedHaveTheirValues) {
  EXPECT_EQ(draw(Zeros(), {3}), Row(3, 0));
  EXPECT_EQ(draw(Ones(), {3}), Row(3, 1));
  EXPECT_EQ(draw(Identity({.gain = 3}), {2, 3}), Row({3, 0, 0, 0, 3, 0}));
  EXPECT_EQ(code_of([] { return draw(Identity(), {2, 2, 2}); }), "bad_option");
  EXPECT_EQ(code_of([] { return draw(Orthogonal(), {4}); }), "bad_option");
  EXPECT_EQ(code_of([] { return draw("glorot_unifrm", {4}); }), "unknown_initializer");
}

TEST(Initializers, DependOnSeedAndNameAlone) {
  Parameter p = parameter("normal", {4, 4}), wide = parameter("normal", {8, 4}), other = p;
  other.name = "dense_2/kernel";
  const Row first = numbers(initial_value(p, 7));
  EXPECT_EQ(numbers(initial_value(p, 7)), first);
  EXPECT_NE(numbers(initial_value(p, 8)), first);
  EXPECT_NE(numbers(initial_value(other, 7)), first);
  const Row more = numbers(initial_value(wide, 7));
  EXPECT_TRUE(std::equal(first.begin(), first.end(), more.begin()));
  const States together = initial_states({other, p}, 7);
  EXPECT_EQ(numbers(together.at("dense_1/kernel")), first);
}

TEST(Initializers, GivenValuesWinAndCopiesFollowThem) {
  Parameter average = parameter("zeros", {2});
  average.name = "dense_1/kernel/average";
  average.copy_of = "dense_1/kernel";
  const Parameters all{average, parameter("ones", {2})};
  EXPECT_EQ(numbers(initial_states(all, 0).at(average.name)), Row({1, 1}));
  const States given{{"dense_1/kernel", Tensor::from<float>({5, 6}, {2})}};
  const States states = initial_states(all, 0, given);
  EXPECT_EQ(numbers(states.at(average.name)), Row({5, 6}));
  EXPECT_EQ(states.at("dense_1/kernel").dtype(), f64);
  const States wrong{{"dense_1/kernel", Tensor::from<float>({5, 6, 7}, {3})}};
  EXPECT_EQ(code_of([&] { return initial_states(all, 0, wrong).size(); }), "shape_mismatch");
}

}  // namespace
}  // namespace ingot::testing
