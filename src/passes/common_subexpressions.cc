#include <unordered_map>

#include "graph/graph_text.h"
#include "graph/rewrite.h"
#include "passes/pass.h"

namespace ingot {
namespace {

// Large constants are compared by address: equal ones are usually the same buffer.
std::string key_of(const AttrValue& value) {
  const Tensor* t = std::get_if<Tensor>(&value);
  if (t && t->num_elements() > 64)
    return fmt::format("{}@{}", to_string(t->type()), static_cast<const void*>(t->raw()));
  if (t && is_float(t->dtype()))  // -0 and 0 print alike
    return fmt::format(
        "{}{:02x}", to_string(t->type()),
        fmt::join(std::span(static_cast<const std::uint8_t*>(t->raw()), t->bytes()), ""));
  return to_string(value);
}

}  // namespace

// Two nodes of the same op with the same inputs and attributes are one. Random ops too: their value
// is a function of key and stream.
Graph share_common_subexpressions(const Graph& graph, const PassContext&) {
  std::unordered_map<std::string, Values> known;
  return rewrite(graph, [&](Builder& g, const NodeView& n) -> std::optional<Values> {
    std::string key = n.op().name;
    std::vector<ValueId> inputs(n.input_ids().begin(), n.input_ids().end());
    if (n.op().traits.has(Trait::commutative) && inputs.size() == 2 && inputs[1] < inputs[0])
      std::swap(inputs[0], inputs[1]);
    for (ValueId v : inputs) key += fmt::format(" {}.{}", v.node, v.output);
    for (const auto& [name, value] : n.attrs()) key += fmt::format(" {}={}", name, key_of(value));
    if (const auto it = known.find(key); it != known.end()) return it->second;
    return known[key] = copy_node(g, n, graph.node(n.id()).scope);
  });
}

}  // namespace ingot
