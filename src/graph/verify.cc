#include "base/assert.h"
#include "graph/op_def.h"

namespace ingot {
namespace {

void verify_node(const Graph& graph, std::uint32_t id) {
  const Node& n = graph.node(id);
  INGOT_ASSERT(n.op != nullptr, "node %{} has no op", id);
  for (ValueId v : n.inputs) {
    if (v.node == kNoNode) continue;
    INGOT_ASSERT(v.node < id, "%{} ({}) reads %{}, which comes later", id, n.op->name, v.node);
    INGOT_ASSERT(v.output < graph.node(v.node).outputs.size(), "%{} ({}) reads output {} of %{}",
                 id, n.op->name, v.output, v.node);
  }
  for (const AttrDef& a : n.op->attrs) {
    const auto it = n.attrs.find(a.name);
    INGOT_ASSERT(it != n.attrs.end() && it->second.index() == a.default_value.index(),
                 "%{} ({}): attribute {} is missing or of another type", id, n.op->name, a.name);
  }
  INGOT_ASSERT(n.attrs.size() == n.op->attrs.size(), "%{} ({}) has an attribute too many", id,
               n.op->name);
  if (!n.op->infer) return;
  const TensorTypes inferred = n.op->infer(NodeView(graph, id));
  INGOT_ASSERT(inferred == n.outputs, "%{} ({}): the types do not follow from its inputs", id,
               n.op->name);
}

void verify_named(const Graph& graph, const std::vector<NamedValue>& values) {
  for (const NamedValue& v : values)
    INGOT_ASSERT(
        v.value.node < graph.size() && v.value.output < graph.node(v.value.node).outputs.size(),
        "\"{}\" names no value", v.name);
}

}  // namespace

void verify(const Graph& graph) {
  for (std::uint32_t id = 0; id < graph.size(); ++id) verify_node(graph, id);
  for (const auto* list : {&graph.inputs(), &graph.states(), &graph.outputs(), &graph.updates()})
    verify_named(graph, *list);
  for (const NamedValue& u : graph.updates()) {
    const auto it = std::find_if(graph.states().begin(), graph.states().end(),
                                 [&](const NamedValue& s) { return s.name == u.name; });
    INGOT_ASSERT(it != graph.states().end(), "update of an unknown state \"{}\"", u.name);
    INGOT_ASSERT(graph.type(it->value) == graph.type(u.value), "update of \"{}\" has another type",
                 u.name);
  }
  if (graph.guard())
    INGOT_ASSERT(graph.type(*graph.guard()) == (TensorType{boolean, {}}), "the guard is {}",
                 to_string(graph.type(*graph.guard())));
}

}  // namespace ingot
