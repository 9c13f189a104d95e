// A graph with tensors to run it on, as a benchmark.
#pragma once

#include "cli/bench_def.h"

namespace ingot {

/// Elements in [0, 1), the same at each call.
[[nodiscard]] Tensor uniform_tensor(const TensorType& type);

/// Runs `graph` on the inputs that `input_for` gives, with `state`; counts the plan's FLOPs.
[[nodiscard]] BenchRun graph_work(const Graph& graph, State state, const CompileOptions& options,
                                  const std::function<Tensor(const NamedType&)>& input_for);

}  // namespace ingot
