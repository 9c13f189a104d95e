// Which kernel runs which nodes.
#pragma once

#include <map>
#include <set>

#include "backend/backend.h"

namespace ingot {

struct Claim {
  std::uint32_t root = 0;
  Kernel kernel;  ///< inputs and outputs filled in
  std::vector<std::string> refusals;
};

/// Why every kernel refused a node, by node.
using Refusals = std::map<std::uint32_t, std::vector<std::string>>;

/// Claims of `backend` on a graph, roots from last to first, each node claimed at most once, those
/// of `alone` without any other node. Nodes that nobody claims are left out; `refused` then says
/// why.
[[nodiscard]] std::vector<Claim> claim_nodes(const Graph& graph, const Backend& backend,
                                             const Device& device, Refusals* refused = nullptr,
                                             const std::set<std::uint32_t>& alone = {});

}  // namespace ingot
