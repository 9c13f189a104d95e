// The formulas of docs/math.md, by hand in plain loops, against the engine's gradients.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "ingot/graph.h"

namespace ingot {
namespace {

Tensor random_tensor(const Shape& shape, std::uint64_t seed) {
  std::mt19937_64 rng(seed);
  std::normal_distribution<double> normal;
  Tensor t(f64, shape);
  for (std::int64_t i = 0; i < t.num_elements(); ++i) t.set(i, normal(rng));
  return t;
}

std::vector<Tensor> run(Builder& g, const Values& outputs, const std::vector<Tensor>& inputs) {
  for (std::size_t i = 0; i < outputs.size(); ++i) g.output(std::to_string(i), outputs[i]);
  State none;
  return Program(g.graph()).run(inputs, none);
}

void expect_near(const Tensor& a, const std::vector<double>& b) {
  ASSERT_EQ(a.num_elements(), static_cast<std::int64_t>(b.size()));
  for (std::int64_t i = 0; i < a.num_elements(); ++i)
    EXPECT_NEAR(a.at(i), b[static_cast<std::size_t>(i)], 1e-12);
}

TEST(Math, TwoSigmoidLayersWithMeanSquaredError) {
  constexpr std::int64_t N = 5, D = 3, H = 4, K = 2;
  const Tensor x = random_tensor({N, D}, 1), t = random_tensor({N, K}, 2);
  const Tensor w1 = random_tensor({D, H}, 3), b1 = random_tensor({H}, 4);
  const Tensor w2 = random_tensor({H, K}, 5), b2 = random_tensor({K}, 6);
  const std::vector<Tensor> inputs{x, t, w1, b1, w2, b2};
  Builder g;
  Values v;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    v.push_back(g.input(std::to_string(i), inputs[i].type()));
  const Value h = g.sigmoid(g.matmul(v[0], v[2]) + v[3]);
  const Value y = g.sigmoid(g.matmul(h, v[4]) + v[5]);
  const Values d = gradients(g.mean(g.square(y - v[1])), std::span(v).subspan(2));
  const std::vector<Tensor> engine = run(g, d, inputs);

  const auto sigmoid = [](double z) { return 1 / (1 + std::exp(-z)); };
  std::vector<double> dw1(D * H), db1(H), dw2(H * K), db2(K);
  for (std::int64_t n = 0; n < N; ++n) {
    double a[H], delta1[H] = {};
    for (std::int64_t j = 0; j < H; ++j) {
      double z = b1.at(j);
      for (std::int64_t i = 0; i < D; ++i) z += x.at(n * D + i) * w1.at(i * H + j);
      a[j] = sigmoid(z);
    }
    for (std::int64_t k = 0; k < K; ++k) {
      double z = b2.at(k);
      for (std::int64_t j = 0; j < H; ++j) z += a[j] * w2.at(j * K + k);
      const double out = sigmoid(z);
      const double delta2 = 2.0 / (N * K) * (out - t.at(n * K + k)) * out * (1 - out);
      db2[static_cast<std::size_t>(k)] += delta2;
      for (std::int64_t j = 0; j < H; ++j) {
        dw2[static_cast<std::size_t>(j * K + k)] += a[j] * delta2;
        delta1[j] += delta2 * w2.at(j * K + k) * a[j] * (1 - a[j]);
      }
    }
    for (std::int64_t j = 0; j < H; ++j) {
      db1[static_cast<std::size_t>(j)] += delta1[j];
      for (std::int64_t i = 0; i < D; ++i)
        dw1[static_cast<std::size_t>(i * H + j)] += x.at(n * D + i) * delta1[j];
    }
  }
  expect_near(engine[0], dw1);
  expect_near(engine[1], db1);
  expect_near(engine[2], dw2);
  expect_near(engine[3], db2);
}

TEST(Math, SoftmaxWithCrossEntropyIsProbabilityMinusTarget) {
  constexpr std::int64_t N = 4, K = 5;
  const Tensor z = random_tensor({N, K}, 7), labels = Tensor::from<std::int64_t>({0, 3, 4, 1}, {N});
  Builder g;
  const Value logits = g.input("z", z.type()), l = g.input("labels", labels.type());
  const Value loss = g.mean(g.softmax_cross_entropy(logits, l));
  const std::vector<Tensor> engine = run(g, gradients(loss, std::array{logits}), {z, labels});
  std::vector<double> expected;
  for (std::int64_t n = 0; n < N; ++n) {
    double sum = 0;
    for (std::int64_t k = 0; k < K; ++k) sum += std::exp(z.at(n * K + k));
    for (std::int64_t k = 0; k < K; ++k)
      expected.push_back(
          (std::exp(z.at(n * K + k)) / sum - (labels.at(n) == static_cast<double>(k) ? 1 : 0)) / N);
  }
  expect_near(engine[0], expected);
}

TEST(Math, ConvolutionGradientsAreCorrelations) {
  constexpr std::int64_t S = 5, F = 3, O = S - F + 1;
  const Tensor x = random_tensor({1, 1, S, S}, 8), w = random_tensor({1, 1, F, F}, 9);
  const Tensor r = random_tensor({1, 1, O, O}, 10);
  Builder g;
  const Value vx = g.input("x", x.type()), vw = g.input("w", w.type()), vr = g.input("r", r.type());
  const Values d = gradients(g.sum(g.conv(vx, vw) * vr), std::array{vx, vw});
  const std::vector<Tensor> engine = run(g, d, {x, w, r});
  std::vector<double> dx(S * S), dw(F * F);
  for (std::int64_t p = 0; p < O; ++p)
    for (std::int64_t q = 0; q < O; ++q)
      for (std::int64_t a = 0; a < F; ++a)
        for (std::int64_t b = 0; b < F; ++b) {
          const double dy = r.at(p * O + q);
          dw[static_cast<std::size_t>(a * F + b)] += dy * x.at((p + a) * S + q + b);
          dx[static_cast<std::size_t>((p + a) * S + q + b)] += dy * w.at(a * F + b);
        }
  expect_near(engine[0], dx);
  expect_near(engine[1], dw);
}

}  // namespace
}  // namespace ingot
