// The benchmark record: one piece of work, timed again and again.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/verb.h"
#include "runtime/executor.h"

namespace ingot {

/// Work that is ready to run: everything is compiled and in memory.
struct BenchRun {
  std::function<void()> once;
  double flops = 0;  ///< of one run, as the plan counts them
  std::shared_ptr<const Plan> plan;
  Executor* executor = nullptr;  ///< that runs the plan
};

struct BenchDef {
  std::string name;
  Text summary;
  BenchRun (*prepare)(int num_threads) = nullptr;
};

/// All benchmarks in the order of their names; generated from src/cli/benches.
[[nodiscard]] const std::vector<BenchDef>& bench_registry();

}  // namespace ingot
