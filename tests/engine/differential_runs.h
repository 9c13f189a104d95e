// Runs a random graph in every way and compares what comes out.
#pragma once

#include "runtime/executor.h"
#include "tests/engine/random_graph.h"
#include "tests/engine/rounding_error.h"

namespace ingot::testing {

/// A graph's outputs, or the gradients of a loss over them.
enum class What : std::uint8_t { values, gradients };

/// - f64 on the reference against f32 on the CPU backend: 1 and 2 threads, passes on and off
/// - 1 against 2 threads: the same bits
/// - passes on against off on the reference: the same bits
class DifferentialRuns {
 public:
  /// What differs, as a sentence; empty when nothing does.
  std::string check(const RandomGraph& graph, What what);
  /// Whether the last graph had a gradient.
  [[nodiscard]] bool differentiated() const { return differentiated_; }
  [[nodiscard]] const Compared& compared() const { return compared_; }

 private:
  /// The graph as it runs: some of its inputs are states, some of its outputs their updates.
  struct Stateful {
    Graph graph;
    std::vector<Tensor> inputs;
    State state;
    Updates updates;
    std::vector<std::string> output_names;
  };
  std::string compare(const RandomGraph& random, const Graph& graph, const Graph& wide,
                      const Updates& updates);
  std::string compare(const RandomGraph& random, const Graph& graph, const Graph& wide,
                      const Updates& updates, int noisy_runs);
  std::vector<Tensor> run(const Stateful& graph, const CompileOptions& options,
                          std::string& plan_text);

  /// Kept between graphs, so that an arena is full of what former graphs left there.
  Executor one_{1}, two_{2};
  Compared compared_;
  bool differentiated_ = false;
};

}  // namespace ingot::testing
