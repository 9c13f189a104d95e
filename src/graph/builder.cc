#include "base/assert.h"
#include "base/near_name.h"
#include "graph/op_def.h"

namespace ingot {
namespace {

Attrs complete(const OpDef& op, Attrs attrs) {
  for (const auto& [name, value] : attrs) {
    const auto it = std::find_if(op.attrs.begin(), op.attrs.end(),
                                 [&](const AttrDef& a) { return a.name == name; });
    if (it == op.attrs.end())
      throw Error("unknown_attribute",
                  text("{} has no attribute \"{}\"", "{} 没有属性 \"{}\"", op.name, name));
    if (it->default_value.index() != value.index())
      throw Error("bad_attribute", text("{}: attribute \"{}\" has another type",
                                        "{}: 属性 \"{}\" 的类型不符", op.name, name));
  }
  for (const AttrDef& a : op.attrs) attrs.try_emplace(a.name, a.default_value);
  return attrs;
}

std::vector<ValueId> checked_inputs(const OpDef& op, std::span<const Value> inputs,
                                    const Builder& builder) {
  std::vector<ValueId> ids;
  for (const Value& v : inputs) {
    INGOT_ASSERT(!v || &v.builder() == &builder, "{}: an input is of another graph", op.name);
    ids.push_back(v ? v.id() : ValueId{kNoNode, 0});
  }
  const bool variadic = !op.inputs.empty() && op.inputs.back().arity == Arity::variadic;
  if (!variadic) {
    if (ids.size() > op.inputs.size())
      throw Error("wrong_arity",
                  text("{} takes {} inputs, not {}", "{} 需要 {} 个输入, 而不是 {} 个", op.name,
                       op.inputs.size(), ids.size()));
    ids.resize(op.inputs.size(), ValueId{kNoNode, 0});
  }
  for (std::size_t i = 0; i < op.inputs.size(); ++i)
    if (op.inputs[i].arity == Arity::one && (i >= ids.size() || ids[i].node == kNoNode))
      throw Error("wrong_arity", text("{}: input \"{}\" is missing", "{}: 缺少输入 \"{}\"", op.name,
                                      op.inputs[i].name));
  return ids;
}

TensorTypes infer_broadcast(const NodeView& n) {
  TensorType result = n.input_type(0);
  for (int i = 1; i < n.num_inputs(); ++i) {
    n.require_same_dtype(0, i);
    const auto shape = broadcast(result.shape, n.input_type(i).shape);
    if (!shape)
      throw n.fail("shape_mismatch",
                   text("shapes {} and {} do not broadcast: sizes must be equal or 1",
                        "形状 {} 与 {} 无法广播: 各轴大小须相等或为 1", to_string(result.shape),
                        to_string(n.input_type(i).shape)));
    result.shape = *shape;
  }
  return result;
}

void add_unique(std::vector<NamedValue>& list, std::string_view name, ValueId value) {
  const bool known =
      std::any_of(list.begin(), list.end(), [&](const NamedValue& v) { return v.name == name; });
  INGOT_ASSERT(!known, "the name \"{}\" is given twice", name);
  list.push_back({std::string(name), value});
}

Attrs source_attrs(std::string_view name, const TensorType& type) {
  return {{"name", std::string(name)}, {"dtype", type.dtype}, {"shape", type.shape.to_vector()}};
}

}  // namespace

Value Builder::input(std::string_view name, const TensorType& type) {
  const Value v = emit1("input", {}, source_attrs(name, type));
  add_unique(graph_.inputs_, name, v.id());
  return v;
}

Value Builder::state(std::string_view name, const TensorType& type) {
  const Value v = emit1("state", {}, source_attrs(name, type));
  add_unique(graph_.states_, name, v.id());
  return v;
}

Value Builder::constant(const Tensor& value) { return emit1("constant", {}, {{"value", value}}); }

Value Builder::scalar_like(const Value& like, double value) { return scalar(like.dtype(), value); }

Value Builder::scalar(DType dtype, double value) {
  return constant(Tensor::full({dtype, {}}, value));
}

void Builder::output(std::string_view name, const Value& value) {
  add_unique(graph_.outputs_, name, value.id());
}

void Builder::update(std::string_view state_name, const Value& value) {
  const auto it = std::find_if(graph_.states_.begin(), graph_.states_.end(),
                               [&](const NamedValue& s) { return s.name == state_name; });
  INGOT_ASSERT(it != graph_.states_.end(), "there is no state \"{}\"", state_name);
  INGOT_ASSERT(graph_.type(it->value) == value.type(), "state \"{}\" is {}, its update {}",
               state_name, to_string(graph_.type(it->value)), to_string(value.type()));
  add_unique(graph_.updates_, state_name, value.id());
}

void Builder::guard(const Value& ok) {
  INGOT_ASSERT(ok.dtype() == boolean && ok.rank() == 0, "a guard is a bool scalar, not {}",
               to_string(ok.type()));
  graph_.guard_ = ok.id();
}

Values Builder::emit(std::string_view op, std::span<const Value> inputs, Attrs attrs) {
  return emit(op_registry().at(op), inputs, std::move(attrs));
}

Values Builder::emit(const OpDef& op, std::span<const Value> inputs, Attrs attrs) {
  Node node{&op, checked_inputs(op, inputs, *this), complete(op, std::move(attrs)), {}, scope_};
  const NodeView view(this, graph_, op, node.inputs, node.attrs);
  node.outputs = op.infer ? op.infer(view) : infer_broadcast(view);
  // A record may not add nodes while it infers a type, so the id is still free.
  const std::uint32_t id = graph_.size();
  graph_.nodes_.push_back(std::move(node));
  Values outputs;
  for (std::uint32_t i = 0; i < graph_.nodes_[id].outputs.size(); ++i)
    outputs.push_back(value({id, i}));
  return outputs;
}

Value Builder::emit1(std::string_view op, std::initializer_list<Value> inputs, Attrs attrs) {
  return emit(op, std::span<const Value>(inputs.begin(), inputs.size()), std::move(attrs))[0];
}

#define INGOT_BINARY(symbol, name)                        \
  Value operator symbol(const Value& a, const Value& b) { \
    return a.builder().emit1(name, {a, b});               \
  }                                                       \
  Value operator symbol(const Value& a, double b) {       \
    return a symbol a.builder().scalar_like(a, b);        \
  }                                                       \
  Value operator symbol(double a, const Value& b) { return b.builder().scalar_like(b, a) symbol b; }
INGOT_BINARY(+, "add")
INGOT_BINARY(-, "sub")
INGOT_BINARY(*, "mul")
INGOT_BINARY(/, "div")
#undef INGOT_BINARY
Value operator-(const Value& a) { return a.builder().emit1("neg", {a}); }

}  // namespace ingot
