#include "runtime/launch_order.h"

#include "base/assert.h"
#include "runtime/layouts.h"

namespace ingot {
namespace {

std::vector<Unit> make_units(const Graph& graph, std::vector<Claim> claims,
                             const Refusals& refused) {
  std::vector<Unit> units;
  std::vector<bool> taken(graph.size());
  for (Claim& c : claims) {
    taken[c.root] = true;
    for (std::uint32_t id : c.kernel.covers) taken[id] = true;
    units.push_back({std::move(c.kernel), c.root, std::move(c.refusals)});
  }
  for (std::uint32_t id = 0; id < graph.size(); ++id) {
    const Node& n = graph.node(id);
    if (taken[id] || n.op->traits.has(Trait::source) || n.op->traits.has(Trait::view)) continue;
    Kernel kernel = reference_kernel(NodeView(graph, id));
    kernel.inputs = n.inputs;
    for (std::uint32_t o = 0; o < n.outputs.size(); ++o) kernel.outputs.push_back({id, o});
    const auto refusals = refused.find(id);
    units.push_back({std::move(kernel), id,
                     refusals == refused.end() ? std::vector<std::string>() : refusals->second});
  }
  std::sort(units.begin(), units.end(),
            [](const Unit& a, const Unit& b) { return a.root < b.root; });
  return units;
}

bool gives_earlier_values(const Unit& unit) {
  return std::ranges::any_of(unit.kernel.outputs, [&](ValueId v) { return v.node != unit.root; });
}

// A claim may also give values of nodes before its root, whose readers then come after it. One of
// those readers may be needed by the claim itself.
std::vector<Unit> producers_first(LaunchOrder& order, std::vector<Unit> units) {
  std::vector<std::size_t> unit_of(order.graph.size(), units.size());
  for (std::size_t u = 0; u < units.size(); ++u)
    for (ValueId v : units[u].kernel.outputs) unit_of[v.node] = u;
  std::vector<Unit> ordered;
  std::vector<bool> done(units.size()), waits(units.size());
  std::vector<std::size_t> stack;
  for (std::size_t first = 0; first < units.size(); ++first) {
    stack.push_back(first);
    while (!stack.empty()) {
      const std::size_t u = stack.back(), before = stack.size();
      waits[u] = true;
      if (!done[u])
        for (ValueId v : units[u].kernel.inputs)
          if (v.node != kNoNode)
            if (const std::size_t from = unit_of[order.storage(v).node];
                from < units.size() && !done[from]) {
              if (waits[from]) {
                const auto one = std::find_if(
                    stack.rbegin(), std::find(stack.rbegin(), stack.rend(), from) + 1,
                    [&](std::size_t w) { return waits[w] && gives_earlier_values(units[w]); });
                INGOT_ASSERT(one != stack.rend(), "the graph has a cycle");
                order.waits_for_itself = units[*one].root;
                return {};
              }
              stack.push_back(from);
            }
      if (stack.size() > before) continue;
      stack.pop_back();
      if (!done[u]) ordered.push_back(std::move(units[u]));
      done[u] = true;
    }
  }
  return ordered;
}

// The nodes that outputs and the guard need.
std::vector<bool> main_nodes(const LaunchOrder& s) {
  const Graph& graph = s.graph;
  std::vector<bool> needed(graph.size());
  const auto mark = [&](ValueId v) {
    if (v.node != kNoNode) needed[v.node] = true;
  };
  for (const NamedValue& v : graph.outputs()) mark(v.value);
  if (graph.guard()) mark(*graph.guard());
  std::vector<const Unit*> unit_of(graph.size());
  for (const Unit& u : s.units)
    for (ValueId v : u.kernel.outputs) unit_of[v.node] = &u;
  for (std::uint32_t id = graph.size(); id-- > 0;) {
    if (!needed[id]) continue;
    for (ValueId v : graph.node(id).inputs) mark(v);
    if (unit_of[id])
      for (ValueId v : unit_of[id]->kernel.inputs) mark(v);
  }
  return needed;
}

std::string name_of(const LayoutChoice& c) {
  for (const auto* list : {&c.outputs, &c.inputs})
    for (const Layout& l : *list)
      if (!l.empty()) return l;
  return {};
}

}  // namespace

LaunchOrder make_launch_order(Graph graph, std::vector<Claim> claims, const Refusals& refused) {
  std::vector<Unit> units = make_units(graph, std::move(claims), refused);
  LaunchOrder s{std::move(graph), {}};
  s.units = producers_first(s, std::move(units));
  if (s.waits_for_itself) return s;
  const std::vector<bool> needed = main_nodes(s);
  const auto first_update =
      std::stable_partition(s.units.begin(), s.units.end(), [&](const Unit& u) {
        return std::any_of(u.kernel.outputs.begin(), u.kernel.outputs.end(),
                           [&](ValueId v) { return needed[v.node]; });
      });
  s.num_main = static_cast<std::size_t>(first_update - s.units.begin());
  return s;
}

void apply_layouts(LaunchOrder& order) {
  std::vector<const Kernel*> kernels;
  for (const Unit& u : order.units) kernels.push_back(&u.kernel);
  const std::vector<int> chosen = choose_layouts(order.graph, kernels);
  for (std::size_t i = 0; i < order.units.size(); ++i) {
    if (chosen[i] < 0) continue;
    Kernel& k = order.units[i].kernel;
    LayoutChoice& c = k.layouts[static_cast<std::size_t>(chosen[i])];
    k.name += ", " + name_of(c);
    k.run = std::move(c.run);
    k.scratch_bytes = c.scratch_bytes;
  }
}

}  // namespace ingot
