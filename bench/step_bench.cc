// Profile of one training step of the Keras CNN (Adam, batch 64): time per launch.
//
// usage: step_bench [batch] [threads] [steps]
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <random>

#include "runtime/executor.h"

namespace ingot {
namespace {

Tensor random_tensor(const TensorType& type, std::uint64_t seed, double scale) {
  std::mt19937_64 rng(seed);
  std::normal_distribution<double> normal(0, scale);
  Tensor t(type);
  for (std::int64_t i = 0; i < t.num_elements(); ++i) t.set(i, normal(rng));
  return t;
}

struct TrainingStep {
  Builder g;
  State state;
  std::vector<Tensor> inputs;
  Values weights;
  std::vector<std::string> names;

  Value input(const std::string& name, const Tensor& value) {
    inputs.push_back(value);
    return g.input(name, value.type());
  }
  Value weight(const std::string& name, const Shape& shape, double scale) {
    names.push_back(name);
    state[name] = random_tensor({f32, shape}, names.size(), scale);
    weights.push_back(g.state(name, {f32, shape}));
    return weights.back();
  }
  Value slot(const std::string& name, const TensorType& type) {
    state[name] = Tensor::zeros(type);
    return g.state(name, type);
  }

  void adam(const Value& w, const Value& dw, const std::string& name, const Value& learning_rate,
            const Value& step) {
    g.set_scope(name);
    const Value m = slot(name + "/m", w.type()) * 0.9 + dw * 0.1;
    const Value v = slot(name + "/v", w.type()) * 0.999 + g.square(dw) * 0.001;
    g.update(name + "/m", m);
    g.update(name + "/v", v);
    const Value correct1 = 1 - g.pow(g.scalar_like(step, 0.9), step);
    const Value correct2 = g.sqrt(1 - g.pow(g.scalar_like(step, 0.999), step));
    const Value rate = learning_rate * correct2 / correct1;
    g.update(name, w - rate * m / (g.sqrt(v) + 1e-7 * correct2));
    g.set_scope("");
  }
};

void trace_keras_cnn(TrainingStep& s, std::int64_t batch) {
  Builder& g = s.g;
  const Value x = s.input("input", random_tensor({f32, {batch, 1, 28, 28}}, 99, 1));
  Tensor classes = Tensor::zeros({i64, {batch}});
  for (std::int64_t i = 0; i < batch; ++i) classes.set(i, static_cast<double>(i % 10));
  const Value labels = s.input("target", classes);
  const Value mask = s.input("row_mask", Tensor::full({f32, {batch}}, 1));
  const Value inverse_rows =
      s.input("inverse_rows", Tensor::full({f32, {}}, 1.0 / static_cast<double>(batch)));
  Value h = x;
  const auto convolution = [&](const std::string& name, std::int64_t filters) {
    g.set_scope(name);
    const Value kernel = s.weight(name + "/kernel", {filters, h.shape()[1], 3, 3},
                                  std::sqrt(2.0 / (9.0 * static_cast<double>(h.shape()[1]))));
    h = g.relu(g.conv(h, kernel, s.weight(name + "/bias", {filters}, 0)));
    h = g.max_pool(h, {.kernel_size = {2, 2}, .strides = {2, 2}});
  };
  const auto dense = [&](const std::string& name, std::int64_t units) {
    g.set_scope(name);
    const std::int64_t width = h.shape()[1];
    const Value kernel =
        s.weight(name + "/kernel", {width, units}, std::sqrt(2.0 / static_cast<double>(width)));
    h = g.matmul(h, kernel) + s.weight(name + "/bias", {units}, 0);
  };
  convolution("conv1", 32);
  convolution("conv2", 64);
  h = g.reshape(h, {batch, h.shape().num_elements() / batch});
  dense("dense1", 128);
  h = g.relu(h);
  dense("dense2", 10);
  g.set_scope("loss");
  const Value rows = g.softmax_cross_entropy(h, labels);
  const Value counted =
      g.select(g.greater(mask, g.scalar_like(mask, 0)), rows, g.scalar_like(rows, 0));
  const Value loss = g.sum(counted) * inverse_rows;
  g.output("output", g.softmax(h, -1));
  g.output("loss", loss);
  const Value learning_rate = s.input("learning_rate", Tensor::full({f32, {}}, 1e-3));
  const Value step = s.input("step", Tensor::full({f32, {}}, 1));
  g.set_scope("backward");
  const Values dw = gradients(loss, s.weights);
  for (std::size_t i = 0; i < dw.size(); ++i)
    s.adam(s.weights[i], dw[i], s.names[i], learning_rate, step);
  g.guard(g.logical_and(g.is_finite(loss), g.all_finite(dw)));
}

void bench(std::int64_t batch, int threads, int steps) {
  using Clock = std::chrono::steady_clock;
  TrainingStep s;
  trace_keras_cnn(s, batch);
  const auto before = Clock::now();
  const auto plan = compile(s.g.take(), {.num_threads = threads});
  fmt::print("compiled in {:.1f} ms\n",
             std::chrono::duration<double>(Clock::now() - before).count() * 1e3);
  Executor executor(threads);
  for (int i = 0; i < 5; ++i) (void)executor.run(*plan, s.inputs, s.state);
  double loss = 0;
  std::vector<double> times;
  for (int i = 0; i < steps; ++i) {
    const auto start = Clock::now();
    loss = executor.run(*plan, s.inputs, s.state).outputs[1].item();
    times.push_back(std::chrono::duration<double>(Clock::now() - start).count());
  }
  std::sort(times.begin(), times.end());
  // The shortest time of each launch: other programs may be running.
  std::vector<double> seconds(plan->steps.size(), 1e9);
  for (int i = 0; i < steps; ++i) {
    executor.start_profile(*plan);
    (void)executor.run(*plan, s.inputs, s.state);
    for (std::size_t k = 0; k < seconds.size(); ++k)
      seconds[k] = std::min(seconds[k], executor.profile()[k]);
  }
  fmt::print("{}\nloss {:.5f}; a step takes {:.2f} ms (median), {:.2f} ms at best\n",
             describe(*plan, seconds), loss, times[times.size() / 2] * 1e3, times.front() * 1e3);
}

}  // namespace
}  // namespace ingot

int main(int argc, char** argv) {
  const auto number = [&](int i, int fallback) { return argc > i ? std::atoi(argv[i]) : fallback; };
  ingot::bench(number(1, 64), number(2, 2), number(3, 30));
}
