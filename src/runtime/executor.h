// Runs plans.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "runtime/plan.h"

namespace ingot {

struct RunResult {
  std::vector<Tensor> outputs;  ///< in the order of Plan::outputs
  bool guard_held = true;       ///< false: the state was left unchanged
};

/// One thread runs plans through an executor; all its plans share one arena, which only grows.
class Executor {
 public:
  explicit Executor(int num_threads = 1) : num_threads_(num_threads) {}

  /// Runs `plan` on `inputs` (in the order of Plan::inputs), updating `state` in place.
  ///
  /// errors    unknown_state, shape_mismatch, dtype_mismatch
  /// cost      beside the launches: one lookup per state; outputs are copied out
  RunResult run(const Plan& plan, std::span<const Tensor> inputs, State& state);
  /// The same without states that are written.
  RunResult run(const Plan& plan, std::span<const Tensor> inputs, const State& state);

  /// After a run whose guard failed: repeats it with every result scanned and says, in words, where
  /// the first value that is not finite came from.
  [[nodiscard]] Text explain_guard(const Plan& plan, std::span<const Tensor> inputs, State& state);

  /// From now on adds up seconds per step of `plan`; read with `profile`.
  void start_profile(const Plan& plan);
  [[nodiscard]] const std::vector<double>& profile() const { return seconds_; }
  [[nodiscard]] int num_threads() const { return num_threads_; }
  [[nodiscard]] std::size_t arena_bytes() const { return arena_.defined() ? arena_.bytes() : 0; }

 private:
  class Run;
  int num_threads_;
  Tensor arena_;
  const Plan* profiled_ = nullptr;
  std::vector<double> seconds_;
};

}  // namespace ingot
