#include "ops/recurrent.h"

namespace ingot {

std::int64_t require_recurrent_weights(const NodeView& n, int first, GateSizes sizes) {
  const Shape& x = n.input_type(0).shape;
  const Shape& w = n.input_type(first).shape;
  const Shape& r = n.input_type(first + 1).shape;
  n.require_float(0);
  for (int i = first; i < first + 3; ++i) n.require_same_dtype(0, i);
  n.require(w.rank() == 2 && r.rank() == 2 && w[0] > 0 && w[0] % sizes.gates == 0,
            text("w and r need shapes [{0}*units, features] and [{0}*units, units]",
                 "w 与 r 的形状须为 [{0}*units, features] 与 [{0}*units, units]", sizes.gates));
  const std::int64_t units = w[0] / sizes.gates;
  n.require(w[1] == x.back() && r == Shape({w[0], units}),
            text("for {0} features and {1} units w needs [{2},{0}] and r [{2},{1}]",
                 "对 {0} 个特征和 {1} 个单元, w 的形状须为 [{2},{0}], r 须为 [{2},{1}]", x.back(),
                 units, w[0]));
  n.require(!n.has_input(first + 2) || n.input_type(first + 2).shape == Shape{sizes.biases * units},
            text("the bias needs shape [{}]", "偏置的形状须为 [{}]", sizes.biases * units));
  return units;
}

void require_state(const NodeView& n, int i, std::int64_t batch, std::int64_t units) {
  n.require_same_dtype(0, i);
  n.require(!n.has_input(i) || n.input_type(i).shape == Shape({batch, units}),
            text("the state needs shape [{},{}]", "状态的形状须为 [{},{}]", batch, units));
}

Values split_gates(Builder& g, const Value& v, std::int64_t units) {
  const std::int64_t parts = units == 0 ? 0 : v.shape().back() / units;
  return g.split(v, Ints(static_cast<std::size_t>(parts), units), -1);
}

Value project(Builder& g, const Value& x, const Value& w, const Value& bias) {
  const Value y = g.matmul(x, w, 0, 1);
  return bias ? y + bias : y;
}

LstmState lstm_step(Builder& g, const Value& projected, const LstmState& state, const Value& r,
                    const Value& mask) {
  const Value h = mask ? state.h * mask : state.h;
  const Values gates = split_gates(g, projected + g.matmul(h, r, 0, 1), r.shape()[1]);
  const Value c = g.sigmoid(gates[2]) * state.c + g.sigmoid(gates[0]) * g.tanh(gates[3]);
  return {g.sigmoid(gates[1]) * g.tanh(c), c};
}

Value gru_step(Builder& g, const Value& projected, const Value& h, const Value& r,
               const Value& bias, ResetGate reset, const Value& mask) {
  const std::int64_t units = r.shape()[1];
  const Value masked = mask ? h * mask : h;
  const Values x = split_gates(g, projected, units);
  Value candidate, z;
  if (reset == ResetGate::after_product) {
    const Values past = split_gates(g, project(g, masked, r, bias), units);
    z = g.sigmoid(x[0] + past[0]);
    candidate = g.tanh(x[2] + g.sigmoid(x[1] + past[1]) * past[2]);
  } else {
    const Values rows = g.split(r, {2 * units, units}, 0);
    Values biases(2);
    if (bias) biases = g.split(bias, {2 * units, units}, 0);
    const Values past = split_gates(g, project(g, masked, rows[0], biases[0]), units);
    z = g.sigmoid(x[0] + past[0]);
    const Value kept = g.sigmoid(x[1] + past[1]) * masked;
    candidate = g.tanh(x[2] + project(g, kept, rows[1], biases[1]));
  }
  return candidate + z * (h - candidate);
}

Value rnn_step(Builder& g, const Value& projected, const Value& h, const Value& r,
               std::string_view activation, const Value& mask) {
  const Value sum = projected + g.matmul(mask ? h * mask : h, r, 0, 1);
  return activation == "relu" ? g.relu(sum) : g.tanh(sum);
}

void require_activation(const NodeView& n) {
  const std::string& name = n.string("activation");
  if (name != "tanh" && name != "relu")
    throw n.fail("bad_attribute", text("activation \"{}\" is neither tanh nor relu",
                                       "激活函数 \"{}\" 须为 tanh 或 relu", name));
}

Values project_sequence(Builder& g, const Value& x, const Value& w, const Value& bias) {
  const std::int64_t time = x.shape()[0], batch = x.shape()[1];
  if (time == 0) return {};
  const Value all = project(g, g.reshape(x, {time * batch, x.shape()[2]}), w, bias);
  return g.split(all, Ints(static_cast<std::size_t>(time), batch), 0);
}

Value over_time(Builder& g, const Values& slices, bool reverse, const Value& initial,
                const std::function<Value(const Value&)>& step) {
  if (slices.empty()) {
    Shape none = initial.shape().inserted(0, 0);
    return zeros(g, {initial.dtype(), none});
  }
  Values outputs(slices.size());
  for (std::size_t i = 0; i < slices.size(); ++i) {
    const std::size_t t = reverse ? slices.size() - 1 - i : i;
    outputs[t] = step(slices[t]);
  }
  return g.stack(outputs, 0);
}

}  // namespace ingot
