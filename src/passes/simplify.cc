#include "graph/rewrite.h"
#include "passes/pass.h"

namespace ingot {
namespace {

const Tensor* constant_of(const Graph& g, ValueId v) {
  if (v.node == kNoNode || g.node(v.node).op->name != "constant") return nullptr;
  return &std::get<Tensor>(g.node(v.node).attrs.at("value"));
}

// All elements of a small constant are `value`.
bool is_filled_with(const Graph& g, ValueId v, double value) {
  const Tensor* t = constant_of(g, v);
  if (!t || t->num_elements() == 0 || t->num_elements() > 64) return false;
  for (std::int64_t i = 0; i < t->num_elements(); ++i)
    if (t->at(i) != value) return false;
  return true;
}

// Identities that hold for every float, NaN, infinities and signed zeros included. x + 0 is none of
// them (-0 + 0 = 0), x - 0 is.
std::optional<Value> arithmetic_identity(const NodeView& n) {
  const std::string& op = n.op().name;
  if (n.num_inputs() != 2) return std::nullopt;
  const auto same_type = [&](int i) { return n.input_type(i) == n.output_type(0); };
  const auto filled = [&](int i, double v) { return is_filled_with(n.graph(), n.input_id(i), v); };
  if ((op == "mul" || op == "div") && same_type(0) && filled(1, 1)) return n.input(0);
  if (op == "mul" && same_type(1) && filled(0, 1)) return n.input(1);
  if (op == "sub" && same_type(0) && filled(1, 0)) {
    const Tensor* zero = constant_of(n.graph(), n.input_id(1));
    if (!is_float(zero->dtype()) || !std::signbit(zero->at(0))) return n.input(0);
  }
  if (op == "pow" && same_type(0) && filled(1, 1)) return n.input(0);
  return std::nullopt;
}

std::optional<Value> view_identity(Builder& g, const NodeView& n) {
  const std::string& op = n.op().name;
  if (n.num_inputs() == 0 || !n.has_input(0) || n.num_outputs() != 1) return std::nullopt;
  const bool same = n.input_type(0) == n.output_type(0);
  if (same && (n.op().traits.has(Trait::view) || op == "broadcast_to" || op == "cast"))
    return n.input(0);
  const Node& producer = n.graph().node(n.input_id(0).node);
  if (n.op().traits.has(Trait::view) && producer.op->traits.has(Trait::view))
    return g.reshape(g.value(producer.inputs[0]), n.output_type(0).shape.to_vector());
  if (op == "neg" && producer.op->name == "neg") return g.value(producer.inputs[0]);
  if (n.op().traits.has(Trait::idempotent) && producer.op == &n.op() &&
      producer.attrs.size() == n.attrs().size() && n.num_inputs() == 1 && n.attrs().empty())
    return n.input(0);
  return std::nullopt;
}

std::optional<Value> transpose_identity(Builder& g, const NodeView& n) {
  if (n.op().name != "transpose") return std::nullopt;
  const Ints& perm = n.integers("perm");
  bool identity = true;
  for (std::size_t i = 0; i < perm.size(); ++i) identity &= perm[i] == static_cast<std::int64_t>(i);
  if (identity && !perm.empty()) return n.input(0);
  const Node& producer = n.graph().node(n.input_id(0).node);
  if (producer.op->name != "transpose") return std::nullopt;
  const Ints& inner = std::get<Ints>(producer.attrs.at("perm"));
  if (inner.size() != perm.size()) return std::nullopt;
  Ints both;
  for (std::int64_t p : perm) both.push_back(inner[static_cast<std::size_t>(p)]);
  return g.transpose(g.value(producer.inputs[0]), both);
}

}  // namespace

// Local identities that change no bit.
Graph simplify(const Graph& graph, const PassContext&) {
  return rewrite(graph, [](Builder& g, const NodeView& n) -> std::optional<Values> {
    if (const auto v = arithmetic_identity(n)) return Values{*v};
    if (const auto v = view_identity(g, n)) return Values{*v};
    if (const auto v = transpose_identity(g, n)) return Values{*v};
    return std::nullopt;
  });
}

}  // namespace ingot
