// A network that answers: fixed, padded batch sizes, so that a row's bits depend on that row alone.
#pragma once

#include <functional>
#include <map>
#include <memory>

#include "runtime/executor.h"

namespace ingot {

struct InferenceOptions {
  int num_threads = 1;
  /// Convolutions may run as Winograd's.
  bool winograd = true;
};

/// Plans are made when a batch size is first needed. One thread at a time may run it.
class Inference {
 public:
  /// `graph_at` gives the graph for a number of rows: inputs (rows, ...), first output (rows, ...).
  /// Its weights are constants, whose buffers are the same at each call: they are packed once.
  Inference(std::function<Graph(std::int64_t rows)> graph_at, InferenceOptions options);

  /// Any number of rows of the graph's inputs; returns the first output.
  ///
  /// errors    shape_mismatch, unknown_state
  /// cost      rows are run in batches of powers of 2 up to 64, the last one padded
  [[nodiscard]] Tensor run(std::span<const Tensor> inputs);

  /// The plan for `rows` rows, of the size that would run them.
  [[nodiscard]] const Plan& plan_for(std::int64_t rows);
  [[nodiscard]] Executor& executor() { return executor_; }

  static constexpr std::int64_t kLargestBatch = 64;

 private:
  std::function<Graph(std::int64_t)> graph_at_;
  InferenceOptions options_;
  Executor executor_;
  std::unique_ptr<PackCache> packs_;
  std::map<std::int64_t, std::shared_ptr<const Plan>> plans_;
};

/// Rows [first, first + count) of `rows`, then zeros up to `padded` rows.
[[nodiscard]] Tensor padded_rows(const Tensor& rows, std::int64_t first, std::int64_t count,
                                 std::int64_t padded);

}  // namespace ingot
