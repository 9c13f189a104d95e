// One training step on the CPU's kernels beside the same step on the reference.
#pragma once

#include "backend/backend.h"
#include "runtime/executor.h"
#include "runtime/plan.h"
#include "tests/library/traced.h"

namespace ingot::testing {

/// Rows and their classes.
struct Labelled {
  Tensor x, y;
};

struct Stepped {
  double loss = 0;
  State before, after;
};

inline Stepped step_on(const Network& network, const Backend* backend, const Labelled& rows) {
  const std::int64_t batch = rows.x.shape()[0];
  const Traced traced = trace_step(network, {.loss = "sparse_categorical_crossentropy",
                                             .optimizer = SGD({.learning_rate = 0.1}),
                                             .batch = batch});
  const auto plan = compile(traced.graph, {.backend = backend, .num_threads = 2});
  Stepped stepped{.loss = 0, .before = initial_states(traced.parameters, 4), .after = {}};
  for (const auto& [name, value] : stepped.before) stepped.after[name] = value.clone();
  const auto scalar = [](double value) { return Tensor::full({f32, {}}, value); };
  const std::vector<Tensor> inputs{rows.x,
                                   rows.y,
                                   Tensor::full({f32, {batch}}, 1),
                                   Tensor::from<std::int64_t>({5, 1, 0}, {3}),
                                   scalar(1.0 / static_cast<double>(batch)),
                                   scalar(0.1),
                                   scalar(1)};
  stepped.loss = Executor(2).run(*plan, inputs, stepped.after).outputs[1].item();
  return stepped;
}

inline double distance(const Tensor& a, const Tensor& b) {
  double sum = 0;
  for (std::int64_t i = 0; i < a.num_elements(); ++i)
    sum += (a.at(i) - b.at(i)) * (a.at(i) - b.at(i));
  return std::sqrt(sum);
}

/// Of all states as one vector.
inline double distance(const State& a, const State& b) {
  double sum = 0;
  for (const auto& [name, value] : a) sum = std::hypot(sum, distance(value, b.at(name)));
  return sum;
}

/// Compares the movement of all weights as one vector. A relu at its kink may choose differently:
/// where the reference itself moves otherwise when inputs change in their last bits, so may the
/// kernels.
inline void expect_steps_as_on_the_reference(const Network& network, const Labelled& rows) {
  const Stepped fast = step_on(network, nullptr, rows),
                plain = step_on(network, &reference_backend(), rows);
  EXPECT_NEAR(fast.loss, plain.loss, 1e-4 * plain.loss);
  const double moved = distance(plain.after, plain.before),
               apart = distance(plain.after, fast.after);
  EXPECT_GT(moved, 1e-3);
  if (apart < 1e-2 * moved) return;
  Labelled changed{rows.x.clone(), rows.y};
  for (std::int64_t i = 0; i < changed.x.num_elements(); ++i)
    changed.x.set(i, changed.x.at(i) * (1 + 2e-7 * std::sin(static_cast<double>(i * i))));
  const Stepped nearby = step_on(network, &reference_backend(), changed);
  EXPECT_LT(apart, 2 * distance(plain.after, nearby.after));
}

}  // namespace ingot::testing
