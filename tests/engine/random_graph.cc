#include "tests/engine/random_graph.h"

#include <cmath>

#include "tests/engine/rounding_error.h"

namespace ingot::testing {
namespace {

constexpr double kLargest = 1e4;

// Whether a small change of a float input can make the result jump.
bool jumps(const Graph& graph, std::uint32_t id) {
  const Node& n = graph.node(id);
  const bool reads_float = std::any_of(n.inputs.begin(), n.inputs.end(), [&](ValueId v) {
    return v.node != kNoNode && is_float(graph.type(v).dtype);
  });
  if (!reads_float) return false;
  if (n.op->traits.has(Trait::sort_like)) return true;
  if (n.op->name.starts_with("max_pool_")) return true;  // which element was the largest
  if (!n.op->scalar) return false;
  const NodeView view(graph, id);
  std::vector<Expr> args;
  for (int i = 0; i < view.num_inputs(); ++i) args.push_back(Expr::arg(i));
  const Expr y = n.op->scalar(view, args);
  if (!is_float(n.outputs[0].dtype)) return y.op() != ScalarOp::is_finite;
  for (const ScalarInstruction& i : compile(std::array{y}, view.num_inputs()).code)
    if (i.op == ScalarOp::remainder || i.op == ScalarOp::sign || i.op == ScalarOp::floor ||
        i.op == ScalarOp::ceil || i.op == ScalarOp::round)
      return true;
  return y.op() == ScalarOp::less || y.op() == ScalarOp::less_equal || y.op() == ScalarOp::equal;
}

}  // namespace

// One op on its own, run.
struct Grower::Trial {
  std::vector<Tensor> outputs;
  std::vector<bool> exact;
};

Grower::Grower(std::uint64_t seed)
    : seed_(seed),
      dice_(seed),
      dyadic_share_(dice_.of({0.1, 0.3, 0.9})),
      special_(dice_.chance(0.08)),
      max_elements_(dice_.chance(0.05) ? 60000 : 4000) {
  if (dice_.chance(0.1)) main_dtype_ = dice_.of({bf16, f64, f16});
}

bool Grower::is_tame(const Tensor& t) const {
  if (t.num_elements() > max_elements_) return false;
  if (!is_float(t.dtype())) return true;
  for (std::int64_t e = 0; e < t.num_elements(); ++e) {
    const double x = std::abs(t.at(e));
    if (!(x <= kLargest) && !special_) return false;
    if (std::isfinite(x) && (x > kLargest || (x > 0 && x < 1e-20))) return false;
  }
  return true;
}

Operand Grower::fresh(const TensorType& type, const Range& range) {
  Tensor t(type);
  const bool whole =
      !is_float(type.dtype) || (range.high - range.low >= 2 && dice_.chance(dyadic_share_));
  for (std::int64_t e = 0; e < type.num_elements(); ++e) {
    if (type.dtype == boolean)
      t.set(e, static_cast<double>(dice_.below(2)));
    else if (is_integer(type.dtype) && !range.given)
      t.set(e, static_cast<double>(dice_.below(4)));
    else if (whole)
      t.set(e, static_cast<double>(dice_.between(static_cast<std::int64_t>(std::ceil(range.low)),
                                                 static_cast<std::int64_t>(range.high))));
    else
      t.set(e, range.low + (range.high - range.low) * dice_.unit());
  }
  // What passes take for identities: x * 1, x - 0 ...
  if (is_float(type.dtype) && !range.given && dice_.chance(0.05))
    t = Tensor::full(type, dice_.of({0.0, -0.0, 1.0, -1.0, 2.0}));
  if (is_float(type.dtype) && special_ && dice_.chance(0.4) && type.num_elements() > 0)
    t.set(dice_.below(type.num_elements()),
          dice_.of({HUGE_VAL, -HUGE_VAL, std::nan(""), std::nan(""), -0.0}));
  return {Operand::Kind::fresh, 0, std::move(t)};
}

std::optional<Operand> Grower::find_float(int min_rank, int max_rank) {
  return find([&](const Known& k) {
    return k.data.dtype() == main_dtype_ && k.data.shape().rank() >= min_rank &&
           k.data.shape().rank() <= max_rank;
  });
}

void Grower::materialise(Operand& operand) {
  if (operand.kind != Operand::Kind::fresh) return;
  const Tensor& t = operand.fresh;
  const bool constant = dice_.chance(t.num_elements() == 1 ? 0.5 : 0.15);
  Value v;
  if (constant) {
    v = g_.constant(t);
  } else {
    v = g_.input(fmt::format("x{}", inputs_.size()), t.type());
    inputs_.push_back(t);
  }
  known_.push_back({v, t, is_dyadic(t), false});
  operand = {Operand::Kind::known, known_.size() - 1, {}};
}

std::vector<std::size_t> Grower::add(const std::string& op, const std::vector<Operand>& operands,
                                     Attrs attrs) {
  Trial trial;
  try {
    Builder g;
    std::vector<Tensor> inputs;
    Values values;
    bool exact = true;
    for (const Operand& o : operands) {
      if (o.kind == Operand::Kind::absent) {
        values.emplace_back();
        continue;
      }
      const bool is_known = o.kind == Operand::Kind::known;
      inputs.push_back(is_known ? known_[o.known].data : o.fresh);
      exact = exact && (is_known ? known_[o.known].exact : is_dyadic(o.fresh));
      values.push_back(g.input(std::to_string(inputs.size()), inputs.back().type()));
    }
    const Values outputs = g.emit(op, values, attrs);
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      if (outputs[i].type().num_elements() > max_elements_) return {};
      g.output(std::to_string(i), outputs[i]);
    }
    const Graph plain = expanded(g.graph());
    for (std::uint32_t id = 0; id < plain.size(); ++id)
      if (!exact && jumps(plain, id)) return {};
    const auto all = all_values(plain, inputs);
    const std::vector<bool> exact_node = exact_nodes(plain, all);
    for (const NamedValue& v : plain.outputs()) {
      trial.outputs.push_back(all[v.value.node][v.value.output]);
      trial.exact.push_back(exact && exact_node[v.value.node]);
      if (!is_tame(trial.outputs.back())) return {};
    }
  } catch (const Error&) {
    return {};
  }
  std::vector<Operand> found = operands;
  Values values;
  for (Operand& o : found) {
    materialise(o);
    values.push_back(o.kind == Operand::Kind::absent ? Value() : known_[o.known].value);
    if (o.kind == Operand::Kind::known) known_[o.known].read = true;
  }
  std::vector<std::size_t> places;
  const Values outputs = g_.emit(op, values, std::move(attrs));
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    places.push_back(known_.size());
    known_.push_back({outputs[i], trial.outputs[i], trial.exact[i], false});
  }
  ++num_ops_;
  return places;
}

std::optional<Operand> Grower::add1(const std::string& op, const std::vector<Operand>& operands,
                                    Attrs attrs) {
  const std::vector<std::size_t> places = add(op, operands, std::move(attrs));
  if (places.empty()) return std::nullopt;
  return Operand{Operand::Kind::known, places[0], {}};
}

RandomGraph Grower::finish() {
  int next = 0;
  const bool generous = dice_.chance(0.3);
  for (const Known& k : known_)
    if (!k.read || (generous && dice_.chance(0.3))) g_.output(fmt::format("y{}", next++), k.value);
  Updates updates;
  const std::vector<NamedValue> inputs = g_.graph().inputs();
  for (std::size_t i = 0; i < inputs.size() && dice_.chance(0.3); ++i)
    if (const auto next_value = find(
            [&](const Known& k) { return k.data.type() == g_.graph().type(inputs[i].value); })) {
      updates[inputs[i].name] = "next " + inputs[i].name;
      g_.output("next " + inputs[i].name, known_[next_value->known].value);
    }
  return {seed_, g_.take(), std::move(inputs_), std::move(updates)};
}

RandomGraph random_graph(std::uint64_t seed) {
  Grower grower(seed);
  const auto target = grower.dice().between(1, grower.dice().of({3, 8, 16, 25}));
  const double patterns = grower.dice().of({0.2, 0.5, 0.8});
  for (int tries = 0; tries < 80 && grower.num_ops() < target; ++tries) {
    if (grower.dice().chance(patterns))
      add_pattern(grower);
    else
      grower.add_any(grower.dice().chance(0.3));
  }
  if (grower.num_ops() == 0) (void)grower.add("relu", {grower.fresh({f32, {2, 3}})});
  return grower.finish();
}

}  // namespace ingot::testing
