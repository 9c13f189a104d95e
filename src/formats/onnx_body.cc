// Bodies of functions: ops that ONNX lacks, in terms of ops that it has.
#include <cmath>

#include "formats/onnx_rows.h"

namespace ingot {
namespace {

// atan(y / x) in the half plane of x, and the axes.
Values atan2_body(Builder& g, const NodeView& n) {
  constexpr double kPi = 3.14159265358979323846;
  const Value y = n.input(0), x = n.input(1), zero = g.scalar_like(x, 0);
  const Value half = g.scalar_like(x, kPi / 2), pi = g.scalar_like(x, kPi);
  const Value safe = g.select(g.equal(x, zero), g.scalar_like(x, 1), x);
  const Value slope = g.atan(y / safe);
  const Value left = g.select(g.less(y, zero), slope - pi, slope + pi);
  const Value axis = g.select(g.less(y, zero), -half, g.select(g.greater(y, zero), half, zero));
  return {g.select(g.equal(x, zero), axis, g.select(g.less(x, zero), left, slope))};
}

// (u - 1) x / log(u) with u = exp(x) is exact where exp(x) - 1 is not. Source: Higham 2002,
// Accuracy and Stability of Numerical Algorithms, sec. 1.14.1.
Values expm1_body(Builder& g, const NodeView& n) {
  const Value x = n.input(0), one = g.scalar_like(x, 1);
  const Value u = g.exp(x), plain = u - one;
  const Value small = g.less(g.abs(x), g.scalar_like(x, 0.5));
  const Value tiny = g.equal(u, one);
  const Value near = plain * x / g.log(g.select(tiny, g.scalar_like(x, 2), u));
  return {g.select(small, g.select(tiny, x, near), plain)};
}

Values log1p_body(Builder& g, const NodeView& n) {
  const Value x = n.input(0), one = g.scalar_like(x, 1);
  const Value u = x + one, plain = g.log(u);
  const Value small = g.less(g.abs(x), g.scalar_like(x, 0.5));
  const Value tiny = g.equal(u, one);
  const Value near = plain * x / g.select(tiny, one, u - one);
  return {g.select(small, g.select(tiny, x, near), plain)};
}

Values is_finite_body(Builder& g, const NodeView& n) {
  const Value x = n.input(0);
  return {g.less(g.abs(x), g.scalar_like(x, HUGE_VAL))};
}

Values all_body(Builder& g, const NodeView& n) {
  const Value misses = g.cast(g.logical_not(n.input(0)), i64);
  const Value count = g.sum(misses, n.integers("axes"), n.keeps("keep"));
  return {g.equal(count, g.scalar_like(count, 0))};
}

Values any_body(Builder& g, const NodeView& n) {
  const Value count = g.sum(g.cast(n.input(0), i64), n.integers("axes"), n.keeps("keep"));
  return {g.greater(count, g.scalar_like(count, 0))};
}

// ONNX's TopK lets the earlier of equal elements come first, so it sorts stably.
Values argsort_body(Builder& g, const NodeView& n) {
  Value x = n.input(0);
  if (x.dtype() == boolean) x = g.cast(x, i32);
  const int axis = n.axis("axis");
  return {g.top_k(x, x.shape()[axis], axis, n.integer("descending"))[1]};
}

// The product of what stands before each position, picked by a triangle of 0 and 1.
Values cumprod_body(Builder& g, const NodeView& n) {
  const Value x = n.input(0);
  const int axis = n.axis("axis");
  const std::int64_t length = x.shape()[axis];
  if (length == 0) return {x + g.scalar_like(x, 0)};
  Tensor taken(boolean, {length, length});
  for (std::int64_t from = 0; from < length; ++from)
    for (std::int64_t to = 0; to < length; ++to) {
      const std::int64_t ahead = n.flag("reverse") ? from - to : to - from;
      taken.set(from * length + to, ahead > 0 || (ahead == 0 && !n.flag("exclusive")));
    }
  Ints mask_shape(static_cast<std::size_t>(x.rank() + 1), 1);
  mask_shape[static_cast<std::size_t>(axis)] = length;
  mask_shape[static_cast<std::size_t>(axis) + 1] = length;
  const Value mask = g.reshape(g.constant(taken), mask_shape);
  const Value factors = g.select(mask, g.expand_dims(x, {axis + 1}), g.scalar_like(x, 1));
  return {g.prod(factors, {axis}, drop_dims)};
}

// Whole rows at the indices: the same as single elements at indices repeated along the row.
Values scatter_body(Builder& g, const NodeView& n, const char* reduction) {
  const Value x = n.input(0);
  const int axis = n.axis("axis");
  const std::int64_t count = n.input_type(1).num_elements();
  Ints along(static_cast<std::size_t>(x.rank()), 1);
  along[static_cast<std::size_t>(axis)] = count;
  const Ints shape = x.shape().with(axis, count).to_vector();
  const Value indices = g.broadcast_to(g.reshape(g.cast(n.input(1), i64), along), shape);
  return {g.scatter_elements(x, indices, g.reshape(n.input(2), shape), axis, reduction)};
}
Values scatter_set_body(Builder& g, const NodeView& n) { return scatter_body(g, n, "none"); }
Values scatter_add_body(Builder& g, const NodeView& n) { return scatter_body(g, n, "add"); }

struct Body {
  const char* op;
  Values (*build)(Builder& g, const NodeView& n);
};
constexpr Body kBodies[] = {
    {"atan2", atan2_body},
    {"expm1", expm1_body},
    {"log1p", log1p_body},
    {"is_finite", is_finite_body},
    {"all", all_body},
    {"any", any_body},
    {"argsort", argsort_body},
    {"cumprod", cumprod_body},
    {"scatter", scatter_set_body},
    {"scatter_add", scatter_add_body},
};

// A wider type that ONNX's operator takes, from which every value comes back; its own when taken.
std::optional<DType> widened(const std::string& op_type, int i, DType dtype) {
  std::vector<DType> wider{dtype};
  if (dtype == f16 || dtype == bf16) wider.push_back(f32);
  if (dtype == u8 || dtype == i8 || dtype == boolean) wider.push_back(i32);
  if (is_integer(dtype)) wider.push_back(i64);
  for (const DType d : wider)
    if (onnx_accepts(op_type, i, d)) return d;
  return std::nullopt;
}

// The same op on wider types, where ONNX has it for those only; nothing otherwise.
Values widened_call(Builder& g, const NodeView& n) {
  const std::string op_type = onnx_name(n.op());
  if (op_type.empty()) return {};
  Values inputs;
  bool changed = false;
  for (int i = 0; i < n.num_inputs(); ++i) {
    inputs.push_back(n.input(i));
    if (!n.has_input(i)) continue;
    const auto dtype = widened(op_type, i, n.input_type(i).dtype);
    if (!dtype) return {};
    if (*dtype == n.input_type(i).dtype) continue;
    inputs.back() = g.cast(n.input(i), *dtype);
    changed = true;
  }
  return changed ? g.emit(n.op(), inputs, n.attrs()) : Values{};
}

bool contains(const Graph& graph, const OpDef& op) {
  for (std::uint32_t id = 0; id < graph.size(); ++id)
    if (graph.node(id).op == &op) return true;
  return false;
}

Values outputs_of(Builder& g, const NodeView& n) {
  for (const Body& body : kBodies)
    if (n.op().name == body.op) return body.build(g, n);
  if (const Values wide = widened_call(g, n); !wide.empty()) return wide;
  if (n.op().expand) return n.op().expand(g, n);
  const Error refusal("not_exportable", text("ONNX has no {} of these types",
                                             "ONNX 中没有适用于这些类型的 {}", n.op().name));
  if (!n.op().scalar) throw refusal;
  std::vector<Expr> args;
  DType dtype = n.input_type(0).dtype;
  for (int i = 0; i < n.num_inputs(); ++i) {
    args.push_back(Expr::arg(i));
    dtype = n.input_type(i).dtype;
  }
  const Expr e = n.op().scalar(n, args);
  // An expression that is one operation gives this op again.
  Builder trial;
  Values trial_inputs;
  for (int i = 0; i < n.num_inputs(); ++i)
    trial_inputs.push_back(trial.input(fmt::format("x{}", i), n.input_type(i)));
  (void)emit_expr(trial, e, trial_inputs, dtype);
  if (contains(trial.graph(), n.op())) throw refusal;
  return {emit_expr(g, e, n.inputs(), dtype)};
}

}  // namespace

Graph onnx_body(const NodeView& n) {
  Builder g;
  std::vector<ValueId> ids;
  for (int i = 0; i < n.num_inputs(); ++i)
    ids.push_back(n.has_input(i) ? g.input(fmt::format("x{}", i), n.input_type(i)).id()
                                 : ValueId{kNoNode, 0});
  const NodeView inside(&g, g.graph(), n.op(), ids, n.attrs());
  Values outputs = outputs_of(g, inside);
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const DType wanted = n.output_type(static_cast<int>(i)).dtype;
    if (outputs[i].dtype() != wanted) outputs[i] = g.cast(outputs[i], wanted);
    g.output(fmt::format("y{}", i), outputs[i]);
  }
  return g.take();
}

}  // namespace ingot
