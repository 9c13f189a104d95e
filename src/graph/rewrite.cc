#include "graph/rewrite.h"

#include "base/assert.h"

namespace ingot {
namespace {

std::vector<bool> needed_nodes(const Graph& graph) {
  std::vector<bool> needed(graph.size());
  const auto mark = [&](ValueId v) {
    if (v.node != kNoNode) needed[v.node] = true;
  };
  for (const auto* list : {&graph.inputs(), &graph.states(), &graph.outputs(), &graph.updates()})
    for (const NamedValue& v : *list) mark(v.value);
  if (graph.guard()) mark(*graph.guard());
  for (std::uint32_t id = graph.size(); id-- > 0;)
    if (needed[id])
      for (ValueId v : graph.node(id).inputs) mark(v);
  return needed;
}

Values copy_source(Builder& g, const NodeView& n) {
  if (n.op().name == "input") return {g.input(n.string("name"), n.output_type(0))};
  if (n.op().name == "state") return {g.state(n.string("name"), n.output_type(0))};
  return g.emit(n.op(), {}, n.attrs());
}

Graph copy(const Graph& graph, const RewriteFn* replace) {
  const std::vector<bool> needed = needed_nodes(graph);
  Builder g;
  std::vector<Values> map(graph.size());
  const auto mapped = [&](ValueId v) { return map[v.node][v.output]; };
  for (std::uint32_t id = 0; id < graph.size(); ++id) {
    if (!needed[id]) continue;
    const Node& node = graph.node(id);
    std::vector<ValueId> inputs;
    for (ValueId v : node.inputs) inputs.push_back(v.node == kNoNode ? v : mapped(v).id());
    const NodeView view(g, node, inputs, id);
    g.set_scope(node.scope);
    std::optional<Values> values;
    const bool fixed = node.op->name == "input" || node.op->name == "state";
    if (replace && !fixed) values = (*replace)(g, view);
    if (!values) values = copy_node(g, view, node.scope);
    INGOT_ASSERT(values->size() == node.outputs.size(), "{}: replaced by {} values, not {}",
                 node.op->name, values->size(), node.outputs.size());
    for (std::size_t i = 0; i < values->size(); ++i)
      INGOT_ASSERT(!(*values)[i] || (*values)[i].type() == node.outputs[i],
                   "{}: {} was replaced by {}", node.op->name, to_string(node.outputs[i]),
                   to_string((*values)[i].type()));
    map[id] = std::move(*values);
  }
  for (const NamedValue& v : graph.outputs()) g.output(v.name, mapped(v.value));
  for (const NamedValue& v : graph.updates()) g.update(v.name, mapped(v.value));
  if (graph.guard()) g.guard(mapped(*graph.guard()));
  return g.take();
}

}  // namespace

Values copy_node(Builder& g, const NodeView& node, std::string_view scope) {
  g.set_scope(std::string(scope));
  if (node.op().traits.has(Trait::source)) return copy_source(g, node);
  Values inputs;
  for (ValueId v : node.input_ids()) inputs.push_back(v.node == kNoNode ? Value() : g.value(v));
  return g.emit(node.op(), inputs, node.attrs());
}

Graph bind_states(const Graph& graph, const State& values) {
  const std::vector<bool> needed = needed_nodes(graph);
  Builder g;
  std::vector<Values> map(graph.size());
  for (std::uint32_t id = 0; id < graph.size(); ++id) {
    if (!needed[id]) continue;
    const Node& node = graph.node(id);
    std::vector<ValueId> inputs;
    for (ValueId v : node.inputs)
      inputs.push_back(v.node == kNoNode ? v : map[v.node][v.output].id());
    const NodeView view(g, node, inputs, id);
    const auto value = node.op->name == "state" ? values.find(view.string("name")) : values.end();
    map[id] =
        value == values.end() ? copy_node(g, view, node.scope) : Values{g.constant(value->second)};
  }
  for (const NamedValue& v : graph.outputs()) g.output(v.name, map[v.value.node][v.value.output]);
  for (const NamedValue& v : graph.updates()) g.update(v.name, map[v.value.node][v.value.output]);
  return g.take();
}

Values add_graph(Builder& g, const Graph& graph, std::span<const Value> inputs,
                 std::string_view prefix) {
  INGOT_ASSERT(inputs.size() == graph.inputs().size(), "{} inputs for {}", inputs.size(),
               graph.inputs().size());
  const std::vector<bool> needed = needed_nodes(graph);
  std::vector<Values> map(graph.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) map[graph.inputs()[i].value.node] = {inputs[i]};
  for (std::uint32_t id = 0; id < graph.size(); ++id) {
    if (!needed[id] || !map[id].empty()) continue;
    const Node& node = graph.node(id);
    std::vector<ValueId> ids;
    for (ValueId v : node.inputs) ids.push_back(v.node == kNoNode ? v : map[v.node][v.output].id());
    const NodeView view(g, node, ids, id);
    if (node.op->name == "state")
      map[id] = {g.state(std::string(prefix) + view.string("name"), view.output_type(0))};
    else
      map[id] = copy_node(g, view, node.scope);
  }
  Values outputs;
  for (const NamedValue& v : graph.outputs()) outputs.push_back(map[v.value.node][v.value.output]);
  return outputs;
}

Graph with_output_name(const Graph& graph, std::string_view name) {
  Builder g;
  Values inputs;
  for (const NamedValue& input : graph.inputs())
    inputs.push_back(g.input(input.name, graph.type(input.value)));
  g.output(name, add_graph(g, graph, inputs, "").front());
  return g.take();
}

Graph without_dead_nodes(const Graph& graph) { return copy(graph, nullptr); }

Graph rewrite(const Graph& graph, const RewriteFn& replace) {
  return without_dead_nodes(copy(graph, &replace));
}

}  // namespace ingot
