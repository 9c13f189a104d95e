#include "graph/rewrite.h"
#include "passes/pass.h"

namespace ingot {

// Nodes that no output, update or guard needs.
Graph remove_dead_code(const Graph& graph, const PassContext&) { return without_dead_nodes(graph); }

}  // namespace ingot
