#include "backend/backend.h"

namespace ingot {

MatchContext::MatchContext(const Graph& graph, const Device& device)
    : graph_(graph), device_(device), uses_(graph.count_uses()), reader_(graph.size(), kNoNode) {
  for (std::uint32_t id = 0; id < graph.size(); ++id)
    for (ValueId v : graph.node(id).inputs)
      if (v.node != kNoNode && v.output == 0) reader_[v.node] = id;
}

const Tensor* MatchContext::constant(ValueId v) const {
  if (v.node == kNoNode || graph_.node(v.node).op->name != "constant") return nullptr;
  return &std::get<Tensor>(graph_.node(v.node).attrs.at("value"));
}

std::optional<NodeView> MatchContext::only_reader(const NodeView& n) const {
  if (num_uses({n.id(), 0}) != 1 || reader_[n.id()] == kNoNode) return std::nullopt;
  return NodeView(graph_, reader_[n.id()]);
}

PackCache::Packed PackCache::get(const Tensor& constant, const std::string& how,
                                 const std::function<Packed()>& make) {
  auto& [kept, packed] = packs_[{constant.raw(), how}];
  if (!packed) {
    kept = constant;
    packed = make();
  }
  return packed;
}

}  // namespace ingot
