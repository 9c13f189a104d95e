// Values that a file computes from constants: shapes, mostly.
#include "formats/onnx_rows.h"
#include "graph/scalar_loop.h"

namespace ingot {
namespace {

constexpr std::int64_t kMostElements = 1 << 20;

using Known = std::map<ValueId, Tensor>;

std::optional<Tensor> value_in(const Graph& graph, ValueId v, Known& known,
                               const std::map<std::string, Tensor>& weights);

void run_scalar(const NodeView& n, std::span<const Tensor> inputs, Tensor& output) {
  std::vector<Expr> args;
  std::vector<TensorType> types;
  std::vector<const void*> raw;
  for (int i = 0; i < n.num_inputs(); ++i) {
    args.push_back(Expr::arg(i));
    types.push_back(n.input_type(i));
    raw.push_back(inputs[static_cast<std::size_t>(i)].raw());
  }
  const std::vector<Expr> outputs{n.op().scalar(n, args)};
  const std::vector<TensorType> output_types{output.type()};
  const std::vector<void*> to{output.mutable_raw()};
  run_scalar_program(compile(outputs, n.num_inputs()), types, output_types, raw, to);
}

void run_expansion(const NodeView& n, const std::vector<Tensor>& inputs,
                   std::vector<Tensor>& outputs) {
  Builder g;
  std::vector<ValueId> ids;
  Known known;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!n.has_input(static_cast<int>(i))) {
      ids.push_back({kNoNode, 0});
      continue;
    }
    ids.push_back(g.constant(inputs[i]).id());
  }
  const NodeView inside(&g, g.graph(), n.op(), ids, n.attrs());
  const Values values = n.op().expand(g, inside);
  for (std::size_t i = 0; i < values.size(); ++i)
    outputs[i] = value_in(g.graph(), values[i].id(), known, {}).value();
}

std::optional<Tensor> value_in(const Graph& graph, ValueId v, Known& known,
                               const std::map<std::string, Tensor>& weights) {
  if (const auto found = known.find(v); found != known.end()) return found->second;
  const NodeView n(graph, v.node);
  if (n.op().name == "constant") return n.tensor("value");
  if (n.op().name == "state") {
    const auto weight = weights.find(n.string("name"));
    return weight == weights.end() ? std::nullopt : std::optional(weight->second);
  }
  if (n.op().traits.has(Trait::source) || n.op().traits.has(Trait::random)) return std::nullopt;
  std::vector<Tensor> inputs, outputs;
  for (int i = 0; i < n.num_inputs(); ++i) {
    inputs.emplace_back();
    if (!n.has_input(i)) continue;
    const auto input = value_in(graph, n.input_id(i), known, weights);
    if (!input) return std::nullopt;
    inputs.back() = *input;
  }
  for (int i = 0; i < n.num_outputs(); ++i) {
    if (n.output_type(i).num_elements() > kMostElements) return std::nullopt;
    outputs.emplace_back(n.output_type(i));
  }
  if (n.op().reference)
    n.op().reference(ReferenceArgs(n, inputs, outputs));
  else if (n.op().scalar)
    run_scalar(n, inputs, outputs[0]);
  else
    run_expansion(n, inputs, outputs);
  for (int i = 0; i < n.num_outputs(); ++i)
    known[{v.node, static_cast<std::uint32_t>(i)}] = outputs[static_cast<std::size_t>(i)];
  return known[v];
}

}  // namespace

std::optional<Tensor> constant_value(const Graph& graph, ValueId value,
                                     const std::map<std::string, Tensor>& weights) {
  Known known;
  return value_in(graph, value, known, weights);
}

}  // namespace ingot
