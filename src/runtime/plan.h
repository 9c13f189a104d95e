// The plan: immutable launches over fixed arena offsets. State is passed in, so that runs of one
// plan can be concurrent.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "backend/backend.h"
#include "passes/pass.h"

namespace ingot {

/// Where an operand of a step lives.
struct Operand {
  enum class Place : std::uint8_t { arena, input, state, constant, absent };
  Place place = Place::absent;
  /// Byte offset in the arena, or index among the inputs, states or constants.
  std::size_t at = 0;
  TensorType type;
};

struct Step {
  std::string kernel;
  std::string scope;
  std::string ops;     ///< the ops that it stands for
  bool again = false;  ///< computes what an earlier step has computed, to save memory
  LaunchFn run;
  std::vector<Operand> inputs, outputs;
  std::size_t scratch_at = 0, scratch_bytes = 0;
  double flops = 0;
  std::size_t bytes = 0;  ///< read and written
  std::vector<std::string> refusals;
};

struct NamedType {
  std::string name;
  TensorType type;
};

struct Plan {
  std::vector<NamedType> inputs, states, outputs;
  std::vector<Operand> output_operands;
  std::vector<Tensor> constants;
  std::vector<Step> steps;
  /// Steps from here on write states; they run only when the guard holds.
  std::size_t first_update_step = 0;
  std::optional<Operand> guard;
  std::size_t arena_bytes = 0;
  int num_threads = 1;
  std::vector<PassTiming> passes;
  /// What was compiled, to explain a run that went wrong.
  std::shared_ptr<const Graph> source;

  [[nodiscard]] std::size_t state_bytes() const;
  [[nodiscard]] double flops() const;
  [[nodiscard]] std::size_t num_again() const;  ///< steps that only save memory
};

/// One line a step: kernel, scope, operands' bytes, FLOPs, reasons of the kernels that refused;
/// with `seconds` per step (from a profile) also its time.
[[nodiscard]] std::string describe(const Plan& plan, std::span<const double> seconds = {});
/// The same as a file for chrome://tracing: one complete event a step.
[[nodiscard]] std::string chrome_trace(const Plan& plan, std::span<const double> seconds);

/// The arena and what is `beside` it together take no more than this. Results that are needed late
/// then run again instead of being kept; no bit changes.
struct MemoryLimit {
  std::size_t bytes = 0;  ///< 0: whatever they take
  std::size_t beside = 0;
};

struct CompileOptions {
  const Backend* backend = nullptr;  ///< default: the CPU backend
  int num_threads = 1;
  /// For inference: only kernels whose rows do not depend on the batch.
  bool batch_invariant = false;
  PassOptions passes = {};
  /// Kernels may use Winograd's convolutions.
  bool winograd = true;
  /// Shared by the plans of one set of weights.
  PackCache* packs = nullptr;
  MemoryLimit memory = {};
};

/// Graph to plan: passes, claims, schedule, memory.
///
/// errors   memory_limit: the limit cannot be kept; says the least that can
/// cost     milliseconds, with a limit up to a second; nothing is allocated but the plan itself
[[nodiscard]] std::shared_ptr<const Plan> compile(const Graph& graph,
                                                  const CompileOptions& options = {});

}  // namespace ingot
