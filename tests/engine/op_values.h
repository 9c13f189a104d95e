// Runs small graphs on the reference and compares numbers.
#pragma once

#include <fmt/format.h>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "backend/backend.h"
#include "runtime/executor.h"

namespace ingot::testing {

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();
inline const double kNotANumber = std::nan("");
using Numbers = std::vector<double>;

inline Tensor tensor(const TensorType& type, const Numbers& values) {
  Tensor t(type);
  EXPECT_EQ(static_cast<std::size_t>(t.num_elements()), values.size());
  for (std::size_t i = 0; i < values.size(); ++i) t.set(static_cast<std::int64_t>(i), values[i]);
  return t;
}

inline Numbers numbers(const Tensor& t) {
  Numbers values;
  for (std::int64_t i = 0; i < t.num_elements(); ++i) values.push_back(t.at(i));
  return values;
}

/// first, first + step, first + 2 step ...
inline Tensor ramp(const TensorType& type, double first = 1, double step = 1) {
  Tensor t(type);
  for (std::int64_t i = 0; i < t.num_elements(); ++i)
    t.set(i, first + step * static_cast<double>(i));
  return t;
}

/// Runs f(builder, inputs) -> Values on the reference.
template <class F>
std::vector<Tensor> run_all(const std::vector<Tensor>& inputs, F f) {
  Builder g;
  Values x;
  for (const Tensor& t : inputs) x.push_back(g.input(fmt::format("x{}", x.size()), t.type()));
  const Values outputs = f(g, x);
  for (std::size_t i = 0; i < outputs.size(); ++i) g.output(fmt::format("y{}", i), outputs[i]);
  const auto plan = compile(g.take(), {.backend = &reference_backend()});
  State state;
  return Executor().run(*plan, inputs, state).outputs;
}

/// Of one output.
template <class F>
Tensor run_one(const std::vector<Tensor>& inputs, F f) {
  return run_all(inputs, [&](Builder& g, const Values& x) { return Values{f(g, x)}; })[0];
}

/// The gradient of sum(f(x)) with respect to input `wrt`.
template <class F>
Numbers slope(const std::vector<Tensor>& inputs, F f, std::size_t wrt = 0) {
  return numbers(run_one(inputs, [&](Builder& g, const Values& x) {
    return gradients(g.sum(f(g, x), Ints{}, drop_dims), std::array{x[wrt]})[0];
  }));
}

inline void expect_numbers(const Numbers& given, const Numbers& wanted, double tolerance = 0) {
  ASSERT_EQ(given.size(), wanted.size());
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (std::isnan(wanted[i]))
      EXPECT_TRUE(std::isnan(given[i])) << "element " << i << " is " << given[i];
    else if (std::isinf(wanted[i]) || tolerance == 0)
      EXPECT_EQ(given[i], wanted[i]) << "element " << i;
    else
      EXPECT_NEAR(given[i], wanted[i], tolerance) << "element " << i;
  }
}

/// The code of the error that f(builder) throws; "" when it throws none.
template <class F>
std::string error_of(F f) {
  Builder g;
  try {
    (void)f(g);
  } catch (const Error& e) {
    return e.code();
  }
  return "";
}

}  // namespace ingot::testing
