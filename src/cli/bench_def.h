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
  /// Of memory that one run must move; 0: not bound by memory.
  double bytes = 0;
  std::shared_ptr<const Plan> plan = nullptr;
  Executor* executor = nullptr;  ///< that runs the plan
  /// The model as an ONNX file, for other programs.
  std::function<std::string()> onnx = nullptr;
  /// What it reads, as (name, bytes), for other programs.
  std::function<std::vector<std::pair<std::string, std::string>>()> files = nullptr;
  int fewest_runs = 5, warm_up_runs = 3;
};

struct BenchDef {
  std::string name;
  Text summary;
  /// The names of several sizes ("b1"); their full names are "NAME b1".
  std::vector<std::string> sizes = {""};
  bool only_by_name = false;  ///< not among those that run when none is named
  BenchRun (*prepare)(int num_threads, const std::string& size) = nullptr;
};

/// All benchmarks in the order of their names; generated from src/cli/benches.
[[nodiscard]] const std::vector<BenchDef>& bench_registry();

}  // namespace ingot
