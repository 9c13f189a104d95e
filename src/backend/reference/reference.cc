// The reference: one node at a time, by its record.
#include "backend/backend.h"
#include "base/assert.h"
#include "graph/rewrite.h"
#include "graph/scalar_loop.h"

namespace ingot {
namespace {

using Types = std::vector<TensorType>;

LaunchFn scalar_launch(const NodeView& node, Types inputs, Types outputs) {
  std::vector<Expr> args;
  for (int i = 0; i < node.num_inputs(); ++i) args.push_back(Expr::arg(i));
  const std::array y{node.op().scalar(node, args)};
  return [program = compile(y, node.num_inputs()), in = std::move(inputs),
          out = std::move(outputs)](const Launch& launch) {
    run_scalar_program(program, in, out, launch.inputs(), launch.outputs());
  };
}

// The launch outlives the graph, so it keeps the node in a graph of its own.
std::shared_ptr<const Graph> graph_of(const NodeView& node, const Types& inputs) {
  Builder g;
  std::vector<ValueId> ids;
  for (int i = 0; i < node.num_inputs(); ++i)
    ids.push_back(node.has_input(i)
                      ? g.input(std::to_string(i), inputs[static_cast<std::size_t>(i)]).id()
                      : ValueId{kNoNode, 0});
  copy_node(g, NodeView(&g, g.graph(), node.op(), ids, node.attrs()), "");
  return std::make_shared<const Graph>(g.take());
}

LaunchFn loop_launch(const NodeView& node, Types inputs, Types outputs) {
  return [graph = graph_of(node, inputs), inputs = std::move(inputs),
          outputs = std::move(outputs)](const Launch& launch) {
    std::vector<Tensor> in, out;
    for (std::size_t i = 0; i < inputs.size(); ++i)
      in.push_back(Tensor::view_of(inputs[i], nullptr, const_cast<void*>(launch.inputs()[i])));
    for (std::size_t i = 0; i < outputs.size(); ++i)
      out.push_back(Tensor::view_of(outputs[i], nullptr, launch.outputs()[i]));
    const NodeView view(*graph, graph->size() - 1);
    view.op().reference(ReferenceArgs(view, in, out));
  };
}

class ReferenceBackend final : public Backend {
 public:
  [[nodiscard]] std::string_view name() const override { return "reference"; }
  [[nodiscard]] std::span<const KernelDef> kernels() const override { return {}; }
  [[nodiscard]] LaunchFn reorder(const TensorType&, const Layout& from,
                                 const Layout& to) const override {
    INGOT_ASSERT(from == to, "the reference has one layout");
    return {};
  }
};

}  // namespace

Kernel reference_kernel(const NodeView& node) {
  const OpDef& op = node.op();
  INGOT_ASSERT(op.scalar || op.reference, "{} has no reference: it must be expanded", op.name);
  Types inputs, outputs;
  for (int i = 0; i < node.num_inputs(); ++i)
    inputs.push_back(node.has_input(i) ? node.input_type(i) : TensorType{f32, {0}});
  for (int i = 0; i < node.num_outputs(); ++i) outputs.push_back(node.output_type(i));
  return {.name = "reference." + op.name,
          .run = op.scalar ? scalar_launch(node, std::move(inputs), std::move(outputs))
                           : loop_launch(node, std::move(inputs), std::move(outputs))};
}

const Backend& reference_backend() {
  static const ReferenceBackend backend;
  return backend;
}

}  // namespace ingot
