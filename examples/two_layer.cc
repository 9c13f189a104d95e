// A network of two sigmoid layers that learns XOR by plain gradient descent on the mean squared
// error. The engine's gradients are printed beside the formulas of docs/math.md.
#include <fmt/format.h>
#include <ingot/graph.h>

#include <cmath>

using namespace ingot;

namespace {

double sigmoid(double z) { return 1 / (1 + std::exp(-z)); }

// docs/math.md, "Two sigmoid layers": dL/dW2 [j] and dL/dW1 [i, j], summed over the rows.
struct ByHand {
  double w1[2][3] = {}, w2[3] = {};
};

ByHand gradients_by_hand(const Tensor& x, const Tensor& t, const State& state) {
  const Tensor &w1 = state.at("W1"), &b1 = state.at("b1"), &w2 = state.at("W2"),
               &b2 = state.at("b2");
  ByHand d;
  for (std::int64_t row = 0; row < 4; ++row) {
    double h[3], z2 = b2.at(0);
    for (std::int64_t j = 0; j < 3; ++j) {
      h[j] = sigmoid(x.at(2 * row) * w1.at(j) + x.at(2 * row + 1) * w1.at(3 + j) + b1.at(j));
      z2 += h[j] * w2.at(j);
    }
    const double y = sigmoid(z2);
    const double delta2 = 2.0 / 4.0 * (y - t.at(row)) * y * (1 - y);
    for (std::int64_t j = 0; j < 3; ++j) {
      d.w2[j] += h[j] * delta2;
      const double delta1 = delta2 * w2.at(j) * h[j] * (1 - h[j]);
      for (std::int64_t i = 0; i < 2; ++i) d.w1[i][j] += x.at(2 * row + i) * delta1;
    }
  }
  return d;
}

}  // namespace

int main() {
  Builder g;
  const Value x = g.input("x", {f64, {4, 2}});
  const Value t = g.input("t", {f64, {4, 1}});
  const Value w1 = g.state("W1", {f64, {2, 3}}), b1 = g.state("b1", {f64, {3}});
  const Value w2 = g.state("W2", {f64, {3, 1}}), b2 = g.state("b2", {f64, {1}});
  const Value h = g.sigmoid(g.matmul(x, w1) + b1);
  const Value y = g.sigmoid(g.matmul(h, w2) + b2);
  const Value loss = g.mean(g.square(y - t));

  const double learning_rate = 2.0;
  const Values weights{w1, b1, w2, b2};
  const Values d = gradients(loss, weights);
  const char* names[] = {"W1", "b1", "W2", "b2"};
  for (std::size_t i = 0; i < weights.size(); ++i)
    g.update(names[i], weights[i] - d[i] * learning_rate);
  g.output("loss", loss);
  g.output("y", y);
  g.output("dW1", d[0]);
  g.output("dW2", d[2]);

  State state{{"W1", Tensor::from<double>({0.8, -0.5, 0.3, 0.4, 0.9, -0.7}, {2, 3})},
              {"b1", Tensor::from<double>({0.1, -0.2, 0.05}, {3})},
              {"W2", Tensor::from<double>({0.6, -0.8, 0.7}, {3, 1})},
              {"b2", Tensor::from<double>({0.0}, {1})}};
  const Tensor rows = Tensor::from<double>({0, 0, 0, 1, 1, 0, 1, 1}, {4, 2});
  const Tensor targets = Tensor::from<double>({0, 1, 1, 0}, {4, 1});
  Program program(g.graph());

  const ByHand hand = gradients_by_hand(rows, targets, state);
  double worst = 0;
  for (int step = 0; step <= 5000; ++step) {
    const std::vector<Tensor> out = program.run(std::array{rows, targets}, state);
    if (step == 0) {
      fmt::print("gradient        engine       formula\n");
      for (std::int64_t i = 0; i < 6; ++i) {
        const double formula = hand.w1[i / 3][i % 3];
        fmt::print("dW1[{},{}] {:>14.10f} {:>13.10f}\n", i / 3, i % 3, out[2].at(i), formula);
        worst = std::max(worst, std::abs(out[2].at(i) - formula));
      }
      for (std::int64_t j = 0; j < 3; ++j) {
        fmt::print("dW2[{}]   {:>14.10f} {:>13.10f}\n", j, out[3].at(j), hand.w2[j]);
        worst = std::max(worst, std::abs(out[3].at(j) - hand.w2[j]));
      }
      fmt::print("largest difference {:.1e}\n\n", worst);
    }
    if (step % 1000 == 0) fmt::print("step {:>5}  loss {:.6f}\n", step, out[0].item());
    if (step == 5000)
      fmt::print("\n0 xor 0 = {:.3f}, 0 xor 1 = {:.3f}, 1 xor 0 = {:.3f}, 1 xor 1 = {:.3f}\n",
                 out[1].at(0), out[1].at(1), out[1].at(2), out[1].at(3));
  }
  return worst < 1e-12 ? 0 : 1;
}
