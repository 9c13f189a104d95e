// Which kernel runs which nodes.
#pragma once

#include "backend/backend.h"

namespace ingot {

struct Claim {
  std::uint32_t root = 0;
  Kernel kernel;  ///< inputs and outputs filled in
  std::vector<std::string> refusals;
};

/// Claims of `backend` on a graph, roots from last to first, each node claimed at most once. Nodes
/// that nobody claims are left out.
[[nodiscard]] std::vector<Claim> claim_nodes(const Graph& graph, const Backend& backend,
                                             const Device& device);

}  // namespace ingot
