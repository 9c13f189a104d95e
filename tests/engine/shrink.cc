#include "tests/engine/shrink.h"

#include <cmath>

#include "graph/rewrite.h"

namespace ingot::testing {
namespace {

// Without output `drop`, or with node `cut` replaced by inputs that hold its values.
RandomGraph reduced(const RandomGraph& from, std::optional<std::size_t> drop,
                    std::optional<std::uint32_t> cut) {
  RandomGraph result{from.seed, {}, {}, from.updates};
  const Graph& graph = from.graph;
  std::vector<std::vector<Tensor>> values;
  if (cut) values = all_values(graph, from.inputs);
  std::map<std::string, Tensor> given;
  for (std::size_t i = 0; i < graph.inputs().size(); ++i)
    given[graph.inputs()[i].name] = from.inputs[i];
  Builder g;
  std::vector<Values> map;
  for (std::uint32_t id = 0; id < graph.size(); ++id) {
    std::vector<ValueId> inputs;
    for (ValueId v : graph.node(id).inputs)
      inputs.push_back(v.node == kNoNode ? v : map[v.node][v.output].id());
    if (cut != id) {
      map.push_back(copy_node(g, NodeView(g, graph.node(id), inputs, id), ""));
      continue;
    }
    map.emplace_back();
    for (std::size_t o = 0; o < values[id].size(); ++o) {
      const std::string name = fmt::format("cut {}.{}.{}", graph.size(), id, o);
      map.back().push_back(g.input(name, values[id][o].type()));
      given[name] = values[id][o];
    }
  }
  for (std::size_t i = 0; i < graph.outputs().size(); ++i) {
    const NamedValue& v = graph.outputs()[i];
    if (drop != i) g.output(v.name, map[v.value.node][v.value.output]);
  }
  // Without inputs that nothing reads.
  const Graph full = without_dead_nodes(g.take());
  const auto uses = full.count_uses();
  Builder small;
  map.assign(full.size(), {});
  for (std::uint32_t id = 0; id < full.size(); ++id) {
    const Node& n = full.node(id);
    if (n.op->name == "input" && uses[id][0] == 0) continue;
    std::vector<ValueId> inputs;
    for (ValueId v : n.inputs) inputs.push_back(v.node == kNoNode ? v : map[v.node][v.output].id());
    map[id] = copy_node(small, NodeView(small, n, inputs, id), "");
    if (n.op->name == "input")
      result.inputs.push_back(given.at(std::get<std::string>(n.attrs.at("name"))));
  }
  for (const NamedValue& v : full.outputs())
    small.output(v.name, map[v.value.node][v.value.output]);
  result.graph = small.take();
  return result;
}

}  // namespace

RandomGraph shrink(RandomGraph graph, What what, DifferentialRuns& runs) {
  const auto still_fails = [&](const RandomGraph& g) { return !runs.check(g, what).empty(); };
  for (std::size_t i = graph.graph.outputs().size(); i-- > 0 && graph.graph.outputs().size() > 1;)
    if (RandomGraph fewer = reduced(graph, i, {}); still_fails(fewer)) graph = std::move(fewer);
  for (bool changed = true; changed;) {
    changed = false;
    // The last node that can be an input takes the most away.
    for (std::uint32_t id = graph.graph.size(); id-- > 0 && !changed;) {
      if (graph.graph.node(id).op->name == "input") continue;
      RandomGraph cut = reduced(graph, {}, id);
      if (cut.graph.size() > graph.graph.size() || !still_fails(cut)) continue;
      changed = true;
      graph = std::move(cut);
    }
  }
  return graph;
}

std::string inputs_of(const RandomGraph& graph) {
  std::string result;
  for (std::size_t i = 0; i < graph.inputs.size(); ++i) {
    const Tensor& t = graph.inputs[i];
    for (std::int64_t e = 0; t.num_elements() > 24 && e < t.num_elements(); ++e)
      if (!std::isfinite(t.at(e)))
        result += fmt::format("{}[{}] = {}\n", graph.graph.inputs()[i].name, e, t.at(e));
    if (t.num_elements() > 24) continue;
    std::vector<double> values;
    for (std::int64_t e = 0; e < t.num_elements(); ++e) values.push_back(t.at(e));
    result += fmt::format("{} = {}\n", graph.graph.inputs()[i].name, fmt::join(values, " "));
  }
  return result;
}

}  // namespace ingot::testing
