#include "graph/rewrite.h"
#include "passes/pass.h"

namespace ingot {

// Replaces a node whose inputs are all constant by its value. It runs the op's own reference, so
// folding cannot disagree with execution.
Graph fold_constants(const Graph& graph, const PassContext& context) {
  return rewrite(graph, [&](Builder& g, const NodeView& n) -> std::optional<Values> {
    if (n.op().traits.has(Trait::source) || n.op().traits.has(Trait::random)) return std::nullopt;
    if (!n.op().scalar && !n.op().reference) return std::nullopt;
    if (n.num_inputs() == 0 || n.output_bytes() > context.max_fold_bytes) return std::nullopt;
    for (int i = 0; i < n.num_inputs(); ++i)
      if (!n.has_input(i) || g.graph().node(n.input_id(i).node).op->name != "constant")
        return std::nullopt;
    Values values;
    for (const Tensor& t : context.evaluate(g.graph(), n)) values.push_back(g.constant(t));
    return values;
  });
}

}  // namespace ingot
