// Runs training steps of a network, whole or by micro-batches.
#pragma once

#include <optional>

#include "tests/library/traced.h"

namespace ingot::testing {

/// Rows of one logical batch.
struct Rows {
  Tensor input;
  Tensor target;
  Row weights = {};  ///< how much each counts; empty: all 1
};

/// Rows [first, first + count), then zeros up to `padded`.
inline Tensor padded(const Tensor& rows, std::int64_t first, std::int64_t count,
                     std::int64_t padded) {
  Tensor part = Tensor::zeros({rows.dtype(), rows.shape().without(0).inserted(0, padded)});
  const std::int64_t row = rows.num_elements() / rows.shape()[0];
  for (std::int64_t i = 0; i < count * row; ++i) part.set(i, rows.at(first * row + i));
  return part;
}

class Stepper {
 public:
  Stepper(const Network& network, StepOptions options, bool accumulates = false)
      : options_(std::move(options)) {
    if (accumulates) {
      const AccumulatedStep step = trace_accumulated_step(network, options_);
      parameters = step.accumulate.parameters;
      for (const Parameter& p : step.apply.parameters)
        if (std::ranges::find(parameters, p.name, &Parameter::name) == parameters.end())
          parameters.push_back(p);
      step_.emplace(step.accumulate.graph);
      apply_.emplace(step.apply.graph);
    } else {
      const Traced step = trace_step(network, options_);
      parameters = step.parameters;
      step_.emplace(step.graph);
    }
    states = initial_states(parameters, 3);
  }

  /// One update by all rows; returns their mean loss.
  double update(const Rows& rows, double rate) {
    const std::int64_t count = rows.input.shape()[0], batch = options_.batch;
    const std::array tail{scalar(rate), scalar(++step_number_)};
    double loss = 0;
    for (std::int64_t first = 0; first < count; first += batch) {
      const std::int64_t part = std::min(batch, count - first);
      Tensor mask = Tensor::zeros({options_.dtype, {batch}});
      for (std::int64_t i = 0; i < part; ++i)
        mask.set(i, rows.weights.empty() ? 1 : rows.weights[static_cast<std::size_t>(first + i)]);
      std::vector<Tensor> inputs{
          padded(rows.input, first, part, batch), padded(rows.target, first, part, batch), mask,
          Tensor::from(std::vector<std::int64_t>{7, step_number_, first}, {3}),
          scalar(1.0 / static_cast<double>(count))};
      for (const Tensor& t : tail)
        if (!apply_) inputs.push_back(t);
      loss += step_->run(inputs, states)[1].item();
    }
    if (apply_) apply_->run(tail, states);
    return loss;
  }

  [[nodiscard]] Row state(const std::string& name) const { return numbers(states.at(name)); }

  Parameters parameters;
  States states;

 private:
  template <class T>
  [[nodiscard]] Tensor scalar(T value) const {
    return Tensor::full({options_.dtype, {}}, static_cast<double>(value));
  }

  StepOptions options_;
  std::optional<Program> step_, apply_;
  std::int64_t step_number_ = 0;
};

}  // namespace ingot::testing
