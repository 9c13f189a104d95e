#include "backend/backend.h"

namespace ingot {

MatchContext::MatchContext(const Graph& graph, const Device& device)
    : graph_(graph), device_(device), uses_(graph.count_uses()), reader_(graph.size(), kNoNode) {
  for (std::uint32_t id = 0; id < graph.size(); ++id)
    for (ValueId v : graph.node(id).inputs)
      if (v.node != kNoNode && v.output == 0) reader_[v.node] = id;
}

std::optional<NodeView> MatchContext::only_reader(const NodeView& n) const {
  if (num_uses({n.id(), 0}) != 1 || reader_[n.id()] == kNoNode) return std::nullopt;
  return NodeView(graph_, reader_[n.id()]);
}

}  // namespace ingot
