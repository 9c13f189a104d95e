#include "base/assert.h"
#include "base/near_name.h"
#include "graph/op_def.h"

namespace ingot {
namespace {

// The gradient of an op that is given by its expansion: expand again, differentiate that. The
// inputs are those of the op, then the gradients of its outputs (absent where none flows).
OpDef derive_backward(const OpDef& op) {
  const std::size_t num_outputs = std::max<std::size_t>(1, op.outputs.size());
  OpDef backward;
  backward.name = op.name + "_backward";
  backward.doc = "Gradient of " + op.name + ", derived from its expansion.";
  backward.inputs = {
      {"inputs", "inputs of " + op.name + ", then the gradients of its outputs", Arity::variadic}};
  backward.attrs = op.attrs;
  backward.attrs.push_back({"wrt", Ints{}, "which inputs to differentiate by"});
  backward.traits = {Trait::backward, Trait::training_only};
  backward.outputs = {"gradients", "..."};
  backward.infer = [](const NodeView& n) {
    TensorTypes types;
    for (std::int64_t i : n.integers("wrt")) types.push_back(n.input_type(static_cast<int>(i)));
    return types;
  };
  // The registry is frozen and lives as long as the program, so the name finds the op again.
  backward.expand = [name = op.name, num_outputs](Builder& g, const NodeView& n) {
    const OpDef& forward = op_registry().at(name);
    Values inputs = n.inputs();
    const Values seeds(inputs.end() - static_cast<std::ptrdiff_t>(num_outputs), inputs.end());
    inputs.resize(inputs.size() - num_outputs);
    // The same value may be two inputs: give each its own name before differentiating.
    Values wrt;
    for (std::int64_t i : n.integers("wrt")) {
      Value& x = inputs[static_cast<std::size_t>(i)];
      x = g.emit1("reshape", {x}, {{"shape", x.shape().to_vector()}});
      wrt.push_back(x);
    }
    Attrs attrs = n.attrs();
    attrs.erase("wrt");
    std::vector<ValueId> ids;
    for (const Value& v : inputs) ids.push_back(v ? v.id() : ValueId{kNoNode, 0});
    const Values outputs = forward.expand(g, NodeView(&g, g.graph(), forward, ids, attrs));
    Values result = vector_jacobian_product(g, outputs, seeds, wrt);
    for (std::size_t i = 0; i < wrt.size(); ++i)
      if (!result[i]) result[i] = g.constant(Tensor::zeros(wrt[i].type()));
    return result;
  };
  return backward;
}

void check(const OpDef& op) {
  const int bodies = (op.scalar ? 1 : 0) + (op.expand ? 1 : 0) + (op.reference ? 1 : 0);
  INGOT_ASSERT(bodies == (op.traits.has(Trait::source) ? 0 : 1), "op {} has {} bodies", op.name,
               bodies);
  INGOT_ASSERT(op.infer || op.scalar, "op {} infers no type", op.name);
  INGOT_ASSERT(!op.reference || op.grad || !op.no_grad.empty(),
               "op {} has neither a gradient nor a reason for none", op.name);
}

}  // namespace

OpRegistry::OpRegistry(std::vector<OpDef> ops) : ops_(std::move(ops)) {
  const std::size_t given = ops_.size();
  for (std::size_t i = 0; i < given; ++i) {
    check(ops_[i]);
    const OpDef& op = ops_[i];
    if (op.expand && !op.grad && op.no_grad.empty()) {
      OpDef backward = derive_backward(op);
      ops_.push_back(std::move(backward));
    }
  }
  std::sort(ops_.begin(), ops_.end(),
            [](const OpDef& a, const OpDef& b) { return a.name < b.name; });
  const auto twice = std::adjacent_find(
      ops_.begin(), ops_.end(), [](const OpDef& a, const OpDef& b) { return a.name == b.name; });
  INGOT_ASSERT(twice == ops_.end(), "two ops are called {}", twice->name);
}

const OpDef* OpRegistry::find(std::string_view name) const {
  const auto it = std::lower_bound(ops_.begin(), ops_.end(), name,
                                   [](const OpDef& op, std::string_view n) { return op.name < n; });
  return it != ops_.end() && it->name == name ? &*it : nullptr;
}

const OpDef& OpRegistry::at(std::string_view name) const {
  if (const OpDef* op = find(name)) return *op;
  std::vector<std::string> names;
  for (const OpDef& op : ops_) names.push_back(op.name);
  const std::string near = near_name(name, names);
  Error error("unknown_op", text("there is no op \"{}\"", "没有名为 \"{}\" 的算子", name));
  if (near.empty()) throw std::move(error);
  throw std::move(error).expected(
      text("one of {} ops, for example \"{}\"", "{} 个算子之一, 例如 \"{}\"", ops_.size(), near));
}

}  // namespace ingot
