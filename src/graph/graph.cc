#include "ingot/graph.h"

#include "graph/op_def.h"

namespace ingot {

std::vector<std::vector<int>> Graph::count_uses() const {
  std::vector<std::vector<int>> uses(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) uses[i].resize(nodes_[i].outputs.size());
  const auto count = [&](ValueId v) {
    if (v.node != kNoNode) ++uses[v.node][v.output];
  };
  for (const Node& n : nodes_)
    for (ValueId v : n.inputs) count(v);
  for (const NamedValue& v : outputs_) count(v.value);
  for (const NamedValue& v : updates_) count(v.value);
  if (guard_) count(*guard_);
  return uses;
}

const TensorType& Value::type() const { return builder_->graph().type(id_); }

}  // namespace ingot
