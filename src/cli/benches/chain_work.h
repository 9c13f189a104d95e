// A chain of elementwise operations over large tensors: how much of a pass over memory it is.
#pragma once

#include "cli/bench_def.h"

namespace ingot {

/// Whether exp and tanh are among the operations.
enum class Math : std::uint8_t { without, with };

[[nodiscard]] BenchRun chain_work(Math math, int num_threads);

}  // namespace ingot
