// Traces small parts of nn and runs them.
#pragma once

#include <gtest/gtest.h>

#include <cmath>

#include "nn/loss_def.h"
#include "nn/step.h"

namespace ingot::testing {

using Row = std::vector<double>;

inline Row numbers(const Tensor& t) {
  Row values;
  for (std::int64_t i = 0; i < t.num_elements(); ++i) values.push_back(t.at(i));
  return values;
}

inline Tensor tensor_of(const TensorType& type, const Row& values) {
  Tensor t(type);
  EXPECT_EQ(static_cast<std::size_t>(t.num_elements()), values.size());
  for (std::size_t i = 0; i < values.size(); ++i) t.set(static_cast<std::int64_t>(i), values[i]);
  return t;
}

/// Smooth numbers without a pattern, in [-1, 1].
inline Tensor waves(const TensorType& type, double phase) {
  Tensor t(type);
  for (std::int64_t i = 0; i < t.num_elements(); ++i)
    t.set(i, std::sin(phase + 1.7 * static_cast<double>(i)));
  return t;
}

inline void expect_near(const Row& given, const Row& wanted, double tolerance) {
  ASSERT_EQ(given.size(), wanted.size());
  for (std::size_t i = 0; i < given.size(); ++i)
    EXPECT_NEAR(given[i], wanted[i], tolerance) << "element " << i;
}

/// The code of the error that f() throws; "" when it throws none.
template <class F>
std::string code_of(F f) {
  try {
    static_cast<void>(f());
  } catch (const Error& e) {
    return e.code();
  }
  return "";
}

struct LossValues {
  Row rows;   ///< loss of each row
  Row slope;  ///< of their sum with respect to x
};

/// A loss after `activation` of x.
inline LossValues run_loss(const Loss& loss, const std::string& activation, const Tensor& x,
                           const Tensor& target) {
  Builder g;
  TraceState state{.g = g, .mode = Mode::training};
  const Value in = g.input("x", x.type());
  const Value output = trace_layer(state, Activation(activation), "activation", {in});
  const Value t = g.input("target", target.type());
  const Value rows = trace_loss(state, loss, output, t);
  g.output("rows", rows);
  g.output("slope", gradients(g.sum(rows, Ints{}, drop_dims), std::array{in})[0]);
  State none;
  const std::vector<Tensor> outputs = Program(g.graph()).run(std::array{x, target}, none);
  return {numbers(outputs[0]), numbers(outputs[1])};
}

/// Central differences of the sum of the loss, against its slope.
inline void check_slope(const Loss& loss, const std::string& activation, const Tensor& x,
                        const Tensor& target) {
  constexpr double kStep = 1e-5;
  const auto sum = [&](std::int64_t i, double by) {
    Tensor moved = x.clone();
    moved.set(i, x.at(i) + by);
    double total = 0;
    for (const double row : run_loss(loss, activation, moved, target).rows) total += row;
    return total;
  };
  const Row slope = run_loss(loss, activation, x, target).slope;
  for (std::int64_t i = 0; i < x.num_elements(); ++i) {
    const double difference = (sum(i, kStep) - sum(i, -kStep)) / (2 * kStep);
    EXPECT_NEAR(slope[static_cast<std::size_t>(i)], difference, 1e-7)
        << loss.kind << " after " << activation << ", element " << i;
  }
}

}  // namespace ingot::testing
