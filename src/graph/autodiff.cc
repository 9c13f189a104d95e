// Reverse-mode differentiation as a graph transformation: nodes from last to first, each giving the
// gradients of its inputs from those of its outputs.
// Source: Griewank and Walther 2008, Evaluating Derivatives, ch. 3.
#include "base/assert.h"
#include "graph/op_def.h"

namespace ingot {
namespace {

Error not_differentiable(const NodeView& n) {
  return n.fail("not_differentiable", text("has no gradient: {}", "没有梯度: {}", n.op().no_grad));
}

Values scalar_gradient(Builder& g, const NodeView& n, const Value& dy) {
  std::vector<Expr> args;
  for (int i = 0; i < n.num_inputs(); ++i) args.push_back(Expr::arg(i));
  const Expr y = n.op().scalar(n, args);
  Values values = n.inputs();
  values.push_back(dy);
  Values result(static_cast<std::size_t>(n.num_inputs()));
  for (int i = 0; i < n.num_inputs(); ++i) {
    const Value x = n.input(i);
    if (!is_float(x.dtype())) continue;
    const Expr d = scaled(derivative(y, i), Expr::arg(n.num_inputs()));
    if (!d.defined()) continue;
    std::vector<std::pair<Expr, Value>> known;
    if (y.op() != ScalarOp::arg && y.op() != ScalarOp::constant) known.push_back({y, n.output(0)});
    Value dx = emit_expr(g, d, values, dy.dtype(), std::move(known));
    if (const auto shape = broadcast(dx.shape(), dy.shape()); dx.shape() != *shape)
      dx = g.broadcast_to(dx, shape->to_vector());
    dx = sum_to(g, dx, x.shape());
    result[static_cast<std::size_t>(i)] = dx.dtype() == x.dtype() ? dx : g.cast(dx, x.dtype());
  }
  return result;
}

// By the op NAME_backward, or at once when the op itself is such a derived one.
Values expanded_gradient(Builder& g, const NodeView& n, const Values& dy,
                         const std::vector<bool>& wanted) {
  Ints wrt;
  for (int i = 0; i < n.num_inputs(); ++i)
    if (wanted[static_cast<std::size_t>(i)]) wrt.push_back(i);
  Values inputs = n.inputs();
  Values gradients;
  if (const OpDef* backward = op_registry().find(n.op().name + "_backward")) {
    inputs.insert(inputs.end(), dy.begin(), dy.end());
    Attrs attrs = n.attrs();
    attrs["wrt"] = wrt;
    gradients = g.emit(*backward, inputs, std::move(attrs));
  } else {
    Values points;
    std::vector<ValueId> ids(n.input_ids().begin(), n.input_ids().end());
    for (std::int64_t i : wrt) {
      const Value x = inputs[static_cast<std::size_t>(i)];
      points.push_back(g.reshape(x, x.shape().to_vector()));
      ids[static_cast<std::size_t>(i)] = points.back().id();
    }
    const Attrs attrs = n.attrs();
    const Values outputs = n.op().expand(g, NodeView(&g, g.graph(), n.op(), ids, attrs));
    gradients = vector_jacobian_product(g, outputs, dy, points);
  }
  Values result(inputs.size());
  for (std::size_t k = 0; k < wrt.size(); ++k)
    result[static_cast<std::size_t>(wrt[k])] = gradients[k];
  return result;
}

class Reverse {
 public:
  Reverse(Builder& g, std::span<const Value> wrt) : g_(g), size_(g.graph().size()) {
    depends_.resize(size_);
    gradient_.resize(size_);
    for (const Value& v : wrt) depends_[v.id().node] = true;
    for (std::uint32_t i = 0; i < size_; ++i)
      for (ValueId v : g.graph().node(i).inputs)
        if (v.node != kNoNode && depends_[v.node] && is_float(g.graph().type(v).dtype))
          depends_[i] = true;
    for (std::uint32_t i = 0; i < size_; ++i) gradient_[i].resize(g.graph().node(i).outputs.size());
  }

  void add(ValueId v, const Value& gradient) {
    if (v.node == kNoNode || !gradient || !depends_[v.node]) return;
    Value& sum = gradient_[v.node][v.output];
    INGOT_ASSERT(gradient.type() == g_.graph().type(v), "{}: a gradient of {} is {}",
                 g_.graph().node(v.node).op->name, to_string(g_.graph().type(v)),
                 to_string(gradient.type()));
    sum = sum ? sum + gradient : gradient;
  }

  void run(std::span<const Value> wrt) {
    std::vector<bool> stop(size_);
    for (const Value& v : wrt) stop[v.id().node] = true;
    for (std::uint32_t id = size_; id-- > 0;)
      if (depends_[id] && any(gradient_[id])) visit(id, stop[id]);
  }

  [[nodiscard]] Value of(ValueId v) const { return gradient_[v.node][v.output]; }

 private:
  static bool any(const Values& values) {
    return std::any_of(values.begin(), values.end(), [](const Value& v) { return bool(v); });
  }

  void visit(std::uint32_t id, bool is_wrt) {
    // Building adds nodes and moves the arena: work on a copy of the node.
    const Node node = g_.graph().node(id);
    std::vector<bool> wanted;
    for (ValueId v : node.inputs)
      wanted.push_back(v.node != kNoNode && depends_[v.node] && is_float(g_.graph().type(v).dtype));
    if (std::none_of(wanted.begin(), wanted.end(), [](bool w) { return w; })) {
      INGOT_ASSERT(is_wrt, "{} depends on nothing that is asked for", node.op->name);
      return;
    }
    const NodeView view(g_, node, node.inputs, id);
    const std::string scope = g_.set_scope(node.scope);
    const Values gradients = gradients_of(view, wanted);
    g_.set_scope(scope);
    for (std::size_t i = 0; i < gradients.size() && i < node.inputs.size(); ++i)
      if (wanted[i]) add(node.inputs[i], gradients[i]);
  }

  Values gradients_of(const NodeView& n, const std::vector<bool>& wanted) {
    const OpDef& op = n.op();
    Values dy = gradient_[n.id()];
    if (!op.no_grad.empty()) throw not_differentiable(n);
    if (op.grad) return op.grad(g_, n, dy);
    if (op.scalar) return scalar_gradient(g_, n, dy[0]);
    return expanded_gradient(g_, n, dy, wanted);
  }

  Builder& g_;
  std::uint32_t size_;
  std::vector<bool> depends_;
  std::vector<Values> gradient_;
};

}  // namespace

Values vector_jacobian_product(Builder& g, std::span<const Value> outputs,
                               std::span<const Value> seeds, std::span<const Value> wrt) {
  Reverse reverse(g, wrt);
  for (std::size_t i = 0; i < outputs.size(); ++i) reverse.add(outputs[i].id(), seeds[i]);
  reverse.run(wrt);
  Values result;
  for (const Value& v : wrt) result.push_back(reverse.of(v.id()));
  return result;
}

Values gradients(const Value& loss, std::span<const Value> wrt) {
  Builder& g = loss.builder();
  if (loss.shape().num_elements() != 1 || !is_float(loss.dtype()))
    throw Error("shape_mismatch",
                text("a loss is one float, not {}; take its mean or sum first",
                     "损失须为单个浮点数, 而不是 {}; 请先求均值或求和", to_string(loss.type())));
  const Value one = g.constant(Tensor::full(loss.type(), 1.0));
  Values result = vector_jacobian_product(g, std::array{loss}, std::array{one}, wrt);
  for (std::size_t i = 0; i < wrt.size(); ++i)
    if (!result[i]) result[i] = g.constant(Tensor::zeros(wrt[i].type()));
  return result;
}

}  // namespace ingot
