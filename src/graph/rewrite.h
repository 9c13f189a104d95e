// Copying a graph while replacing some of its nodes: the one way in which passes change graphs.
#pragma once

#include <functional>

#include "graph/op_def.h"

namespace ingot {

/// For a node (its inputs already those of the new graph), the values that replace its outputs, or
/// nothing to copy it.
using RewriteFn = std::function<std::optional<Values>(Builder&, const NodeView&)>;

/// Copies `graph`, visiting each node that something still needs, inputs before readers. Inputs and
/// states stay even when nothing reads them; nodes that a replacement leaves unread are dropped.
/// The replacement must have the types of what it replaces.
[[nodiscard]] Graph rewrite(const Graph& graph, const RewriteFn& replace);
/// The graph with constants in place of the states that `values` names, none of which it updates;
/// they share the buffers.
[[nodiscard]] Graph bind_states(const Graph& graph, const State& values);
/// A copy whose only output is called `name`.
[[nodiscard]] Graph with_output_name(const Graph& graph, std::string_view name);
/// A plain copy without the nodes that nothing reads.
[[nodiscard]] Graph without_dead_nodes(const Graph& graph);
/// Adds an inference graph to `g`: `inputs` take the place of its inputs, in their order, and
/// `prefix` comes before the names of its states. Returns its outputs.
Values add_graph(Builder& g, const Graph& graph, std::span<const Value> inputs,
                 std::string_view prefix);
/// `node` with other inputs, added to `g` as it is.
Values copy_node(Builder& g, const NodeView& node, std::string_view scope);

}  // namespace ingot
