// max_pool(relu(x)) = relu(max_pool(x)), since relu keeps the order; the gradient accordingly:
// where a window's largest value is positive, dy goes to the first largest x, else nowhere:
//
//     select(relu(x) > 0, max_pool_backward(relu(x), dy), 0)
//       = max_pool_backward(x, select(relu(max_pool(x)) > 0, dy, 0))
//
// So relu and its gradient work on the pooled picture, and relu(x) is never stored. Done only where
// relu(x) has no other reader.
#include "graph/rewrite.h"
#include "passes/pass.h"

namespace ingot {
namespace {

bool is_zero(const Graph& graph, ValueId v) {
  const Node& n = graph.node(v.node);
  if (n.op->name != "constant") return false;
  const Tensor& value = std::get<Tensor>(n.attrs.at("value"));
  return value.num_elements() == 1 && value.at(0) == 0 && !std::signbit(value.at(0));
}

// Which nodes of the old graph to replace.
class Patterns {
 public:
  explicit Patterns(const Graph& graph)
      : graph_(graph), pools_(graph.size()), selects_(graph.size()) {
    const std::vector<std::vector<int>> uses = graph.count_uses();
    std::vector<int> pooled(graph.size());  // readers of each relu inside the patterns
    for (std::uint32_t id = 0; id < graph.size(); ++id) {
      const Node& n = graph.node(id);
      if (n.op->name == "max_pool" && is_relu(n.inputs[0])) ++pooled[n.inputs[0].node];
      if (is_gradient(id, uses)) pooled[activation(id).node] += 2;
    }
    const auto covered = [&](ValueId relu) { return uses[relu.node][0] == pooled[relu.node]; };
    for (std::uint32_t id = 0; id < graph.size(); ++id) {
      const Node& n = graph.node(id);
      if (n.op->name == "max_pool" && is_relu(n.inputs[0])) pools_[id] = covered(n.inputs[0]);
      if (is_gradient(id, uses)) selects_[id] = covered(activation(id));
    }
  }
  [[nodiscard]] bool is_pool(std::uint32_t id) const { return pools_[id]; }
  [[nodiscard]] bool is_select(std::uint32_t id) const { return selects_[id]; }

 private:
  [[nodiscard]] bool is_relu(ValueId v) const { return graph_.node(v.node).op->name == "relu"; }
  [[nodiscard]] ValueId activation(std::uint32_t select) const {
    return graph_.node(graph_.node(select).inputs[0].node).inputs[0];
  }
  [[nodiscard]] bool is_gradient(std::uint32_t id,
                                 const std::vector<std::vector<int>>& uses) const {
    const Node& n = graph_.node(id);
    if (n.op->name != "select") return false;
    const ValueId condition = n.inputs[0], spread = n.inputs[1];
    const Node &greater = graph_.node(condition.node), &pool = graph_.node(spread.node);
    return greater.op->name == "greater" && pool.op->name == "max_pool_backward" &&
           greater.inputs[0] == pool.inputs[0] && is_relu(pool.inputs[0]) &&
           is_zero(graph_, greater.inputs[1]) && is_zero(graph_, n.inputs[2]) &&
           n.outputs[0] == pool.outputs[0] && uses[condition.node][0] == 1 &&
           uses[spread.node][0] == 1;
  }

  const Graph& graph_;
  std::vector<bool> pools_, selects_;
};

// The pooled activation, from the activation in the new graph.
Value pooled_first(Builder& g, ValueId relu, const Attrs& attrs) {
  return g.relu(g.emit1("max_pool", {g.value(g.graph().node(relu.node).inputs[0])}, attrs));
}

}  // namespace

Graph pool_before_relu(const Graph& graph, const PassContext&) {
  const Patterns patterns(graph);
  return rewrite(graph, [&](Builder& g, const NodeView& n) -> std::optional<Values> {
    if (patterns.is_pool(n.id())) return Values{pooled_first(g, n.input_id(0), n.attrs())};
    if (!patterns.is_select(n.id())) return std::nullopt;
    // A copy: adding nodes may move those of the graph.
    const Node spread = g.graph().node(n.input_id(1).node);
    const ValueId relu = spread.inputs[0];
    const Value y = pooled_first(g, relu, spread.attrs), zero = g.scalar_like(y, 0);
    const Value dy = g.select(g.greater(y, zero), g.value(spread.inputs[1]), zero);
    return Values{g.emit1("max_pool_backward", {g.value(g.graph().node(relu.node).inputs[0]), dy},
                          spread.attrs)};
  });
}

}  // namespace ingot
