// Learns to tell positive numbers from negative ones; exits with 0 when it has.
#include <ingot/model.h>

using namespace ingot;

int main() {
  Tensor x(f32, {64, 1}), y(i64, {64});
  for (std::int64_t i = 0; i < 64; ++i) {
    x.set(i, (i % 2 == 0 ? 1.0 : -1.0) * (1.0 + static_cast<double>(i) / 64));
    y.set(i, i % 2 == 0 ? 1 : 0);
  }
  Model model({Input({1}), Dense(4, {.activation = "tanh"}), Dense(2, {.activation = "softmax"})});
  model.compile({.optimizer = Adam({.learning_rate = 0.05})});
  model.fit(x, y, {.epochs = 20, .batch = 16});
  return model.evaluate(x, y).at("accuracy") == 1 ? 0 : 1;
}
