// Makes a graph that fails smaller.
#pragma once

#include "tests/engine/differential_runs.h"

namespace ingot::testing {

/// Drops outputs and turns nodes into inputs as long as the graph still fails.
[[nodiscard]] RandomGraph shrink(RandomGraph graph, What what, DifferentialRuns& runs);
/// The inputs' values, where they are few or not finite.
[[nodiscard]] std::string inputs_of(const RandomGraph& graph);

}  // namespace ingot::testing
