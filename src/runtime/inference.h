// A network that answers: fixed, padded batch sizes, so that a row's bits depend on that row alone.
#pragma once

#include <functional>
#include <map>
#include <memory>

#include "runtime/executor.h"

namespace ingot {

/// Plans are made when a batch size is first needed. One thread at a time may run it.
class Inference {
 public:
  /// `graph_at` gives the graph for a number of rows: inputs (rows, ...), first output (rows, ...).
  /// `weights` holds its states.
  Inference(std::function<Graph(std::int64_t rows)> graph_at, State weights, int num_threads);

  /// Any number of rows of the graph's inputs; returns the first output.
  ///
  /// errors    shape_mismatch, unknown_state
  /// cost      rows are run in batches of 1, 16 or 128, the last one padded
  [[nodiscard]] Tensor run(std::span<const Tensor> inputs);

  [[nodiscard]] const State& weights() const { return weights_; }
  /// The plan for `rows` rows, of the size that would run them.
  [[nodiscard]] const Plan& plan_for(std::int64_t rows);
  [[nodiscard]] Executor& executor() { return executor_; }

  static constexpr std::int64_t kLargestBatch = 128;

 private:
  std::function<Graph(std::int64_t)> graph_at_;
  State weights_;
  Executor executor_;
  std::map<std::int64_t, std::shared_ptr<const Plan>> plans_;
};

/// Rows [first, first + count) of `rows`, then zeros up to `padded` rows.
[[nodiscard]] Tensor padded_rows(const Tensor& rows, std::int64_t first, std::int64_t count,
                                 std::int64_t padded);

}  // namespace ingot
