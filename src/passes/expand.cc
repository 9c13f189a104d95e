#include "base/assert.h"
#include "graph/rewrite.h"
#include "passes/pass.h"

namespace ingot {

// Replaces ops that are defined by their expansion and that no kernel claims, until none is left.
Graph expand_unclaimed(const Graph& graph, const PassContext& context) {
  Graph current = graph;
  constexpr int kMaxDepth = 32;
  for (int depth = 0; depth < kMaxDepth; ++depth) {
    const std::vector<bool> claimed = context.claimed(current);
    bool changed = false;
    Graph next = rewrite(current, [&](Builder& g, const NodeView& n) -> std::optional<Values> {
      if (!n.op().expand || claimed[n.id()]) return std::nullopt;
      changed = true;
      return n.op().expand(g, n);
    });
    current = std::move(next);
    if (!changed) return current;
  }
  INGOT_ASSERT(false, "expansions do not end after {} rounds", kMaxDepth);
  return current;
}

}  // namespace ingot
