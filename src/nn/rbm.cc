#include "nn/rbm.h"

#include <cmath>

#include "nn/layer_def.h"

namespace ingot {
namespace {

// source: Hinton 2010, sec. 8
constexpr double kInitialDeviation = 0.01;

bool is_sigmoid_layer(const Layer& layer) {
  return layer.kind == "dense" && layer_options(layer).string("activation") == "sigmoid";
}

Value declare(TraceState& state, Parameter parameter) {
  const Value value = state.g.state(parameter.name, parameter.type);
  state.parameters.push_back(std::move(parameter));
  state.values.push_back(value);
  return value;
}

// The memory of pre-training alone; starts at zero.
Value declare_slot(TraceState& state, const std::string& name, const TensorType& type) {
  return declare(state, {.name = name, .type = type, .role = Role::slot, .trainable = false});
}

// An RBM within a graph.
class TracedRbm {
 public:
  TracedRbm(TraceState& state, const Rbm& rbm, DType dtype, Ints sizes)
      : kernel(declare(state, {.name = rbm.layer + "/kernel",
                               .type = {dtype, {sizes[0], sizes[1]}},
                               .initializer = RandomNormal({.deviation = kInitialDeviation})})),
        bias(declare(state, {.name = rbm.layer + "/bias", .type = {dtype, {sizes[1]}}})),
        visible_bias(declare_slot(state, rbm.layer + "/visible_bias", {dtype, {sizes[0]}})),
        variance_(rbm.deviation * rbm.deviation),
        gaussian_(rbm.visible == Visible::gaussian) {}

  const Value kernel, bias, visible_bias;

  [[nodiscard]] Value logits(const Value& v) const { return v.builder().matmul(v, kernel) + bias; }
  // p(h = 1 | v)
  [[nodiscard]] Value hidden(const Value& v) const { return v.builder().sigmoid(logits(v)); }
  // The mean of v given h.
  [[nodiscard]] Value visible(const Value& h) const {
    Builder& g = h.builder();
    const Value drive = g.matmul(h, kernel, 0, 1);
    return gaussian_ ? visible_bias + drive * variance_ : g.sigmoid(visible_bias + drive);
  }
  [[nodiscard]] Value free_energy(const Value& v) const {
    Builder& g = v.builder();
    const Value of_visible = gaussian_ ? g.sum(g.square(v - visible_bias), {1}) * (0.5 / variance_)
                                       : -g.sum(v * visible_bias, {1});
    return of_visible - g.sum(g.softplus(logits(v)), {1});
  }
  // How fast the energy falls with the visible bias, where the visible units are `v`.
  [[nodiscard]] Value pull(const Value& v) const { return gaussian_ ? v * (1 / variance_) : v; }

  static Value sample_bits(TraceState& state, const Value& probability) {
    Builder& g = state.g;
    const Value u = g.random_uniform(state.key, {.shape = probability.shape().to_vector(),
                                                 .dtype = probability.dtype(),
                                                 .stream = ++state.next_stream});
    return g.cast(g.less(u, probability), probability.dtype());
  }
  [[nodiscard]] Value sample_visible(TraceState& state, const Value& mean) const {
    if (!gaussian_) return sample_bits(state, mean);
    return mean + state.g.random_normal(state.key, {.shape = mean.shape().to_vector(),
                                                    .standard_deviation = std::sqrt(variance_),
                                                    .dtype = mean.dtype(),
                                                    .stream = ++state.next_stream});
  }

 private:
  double variance_;
  bool gaussian_;
};

std::int64_t units_of(const Network& network, const std::string& layer) {
  for (const Network::Node& node : network.nodes())
    if (node.name == layer) return layer_options(node.layer).integer("units");
  return 0;
}

void require_options(const RbmStepOptions& o) {
  for (const auto& [name, value] : {std::pair{"batch", o.batch}, {"cd_steps", o.cd_steps}})
    if (value < 1)
      throw Error("bad_option", text("{} is {}", "{} 为 {}", name, value))
          .expected(text("at least 1", "至少为 1"));
}

// What the layer `name` takes when the network sees `inputs`.
Value trace_below(TraceState& state, const Network& network, const std::string& name,
                  const Values& inputs) {
  Values values;
  std::size_t next_input = 0;
  for (const Network::Node& node : network.nodes()) {
    Values in;
    for (const int i : node.inputs) in.push_back(values[static_cast<std::size_t>(i)]);
    if (node.name == name && is_sigmoid_layer(node.layer) && in[0].rank() == 2) return in[0];
    if (node.inputs.empty()) in.push_back(inputs[next_input++]);
    values.push_back(trace_layer(state, node.layer, node.name, in));
  }
  throw Error("unknown_layer", text("{} is no layer that can be trained as an RBM",
                                    "{} 不是可作为受限玻尔兹曼机训练的层", name))
      .expected(text("a Dense layer with activation sigmoid over (batch, features)",
                     "激活函数为 sigmoid、输入为 (批次, 特征) 的 Dense 层"));
}

TracedRbm trace_rbm(TraceState& state, const Network& network, const Rbm& rbm, const Value& rows) {
  return {state, rbm, rows.dtype(), {rows.shape().back(), units_of(network, rbm.layer)}};
}

// Visible and hidden units of one phase, and how much each row counts (batch, 1).
struct Phase {
  Value visible, hidden, weight;
};

// The slope of the log-likelihood: what the data show less what the model shows.
Values slopes(Builder& g, const TracedRbm& rbm, const Phase& data, const Phase& model) {
  const auto of_kernel = [&](const Phase& p) {
    return g.matmul(p.visible * p.weight, p.hidden, 1, 0);
  };
  const auto summed = [&](const Value& v, const Phase& p) { return g.sum(v * p.weight, {0}); };
  return {of_kernel(data) - of_kernel(model),
          summed(data.hidden, data) - summed(model.hidden, model),
          summed(rbm.pull(data.visible), data) - summed(rbm.pull(model.visible), model)};
}

void climb(TraceState& state, const TracedRbm& rbm, const Rbm& names, const Values& slopes,
           double weight_decay) {
  Builder& g = state.g;
  const DType dtype = rbm.kernel.dtype();
  const Value rate = g.input("learning_rate", {dtype, {}});
  const Value momentum = g.input("momentum", {dtype, {}});
  const std::array<std::pair<const char*, Value>, 3> moved{
      {{"/kernel", rbm.kernel}, {"/bias", rbm.bias}, {"/visible_bias", rbm.visible_bias}}};
  for (std::size_t i = 0; i < moved.size(); ++i) {
    const auto& [suffix, value] = moved[i];
    const std::string name = names.layer + suffix;
    const Value before = declare_slot(state, name + "/velocity", value.type());
    const Value slope = i == 0 && weight_decay != 0 ? slopes[i] - value * weight_decay : slopes[i];
    const Value velocity = momentum * before + rate * slope;
    g.update(name + "/velocity", velocity);
    g.update(name, value + velocity);
  }
}

}  // namespace

std::vector<std::string> sigmoid_layers(const Network& network) {
  std::vector<std::string> names;
  for (const Network::Node& node : network.nodes())
    if (is_sigmoid_layer(node.layer)) names.push_back(node.name);
  return names;
}

Traced trace_rbm_step(const Network& network, const Rbm& rbm, const RbmStepOptions& options) {
  require_options(options);
  Builder g;
  TraceState state{.g = g, .next_stream = kRbmStream};
  const Values inputs = trace_inputs(g, network, options.batch);
  const Value rows = trace_below(state, network, rbm.layer, inputs);
  const DType dtype = rows.dtype();
  const Value mask = g.input("row_mask", {dtype, {options.batch}});
  state.key = g.input("key", {i64, {3}});
  const Value share = g.reshape(mask * g.input("inverse_rows", {dtype, {}}), {options.batch, 1});
  const TracedRbm traced = trace_rbm(state, network, rbm, rows);
  const Phase data{rows, traced.hidden(rows), share};

  const bool persistent = options.chains == Chains::persistent;
  const bool samples = persistent || options.values == VisibleValues::samples;
  const std::string chain = rbm.layer + "/chain";
  Phase model = data;
  if (persistent) {
    const Value start = declare_slot(state, chain, rows.type());
    const Value equal = g.constant(
        Tensor::full({dtype, {options.batch, 1}}, 1.0 / static_cast<double>(options.batch)));
    model = {start, traced.hidden(start), equal};
  }
  Value reconstruction = persistent ? traced.visible(data.hidden) : Value();
  for (std::int64_t i = 0; i < options.cd_steps; ++i) {
    const Value mean = traced.visible(TracedRbm::sample_bits(state, model.hidden));
    if (!reconstruction) reconstruction = mean;
    model.visible = samples ? traced.sample_visible(state, mean) : mean;
    model.hidden = traced.hidden(model.visible);
  }
  if (persistent) g.update(chain, model.visible);

  const Values found = slopes(g, traced, data, model);
  climb(state, traced, rbm, found, options.weight_decay);
  const Value errors = g.square(rows - reconstruction) * share;
  g.output("reconstruction_error", g.sum(errors) * (1.0 / static_cast<double>(rows.shape()[1])));
  g.guard(g.all_finite(found));
  return {g.take(), std::move(state.parameters)};
}

Traced trace_free_energy(const Network& network, const Rbm& rbm, std::int64_t batch) {
  Builder g;
  TraceState state{.g = g};
  const Value rows = trace_below(state, network, rbm.layer, trace_inputs(g, network, batch));
  g.output("free_energy", trace_rbm(state, network, rbm, rows).free_energy(rows));
  return {g.take(), std::move(state.parameters)};
}

Traced trace_reconstruction(const Network& network, std::span<const Rbm> rbms, std::int64_t batch) {
  Builder g;
  TraceState state{.g = g};
  const Values inputs = trace_inputs(g, network, batch);
  Value v = trace_below(state, network, rbms.front().layer, inputs);
  std::vector<TracedRbm> traced;
  for (const Rbm& rbm : rbms) {
    traced.push_back(trace_rbm(state, network, rbm, v));
    v = traced.back().hidden(v);
  }
  for (auto rbm = traced.rbegin(); rbm != traced.rend(); ++rbm) v = rbm->visible(v);
  g.output("reconstruction", g.reshape(v, inputs[0].shape().to_vector()));
  return {g.take(), std::move(state.parameters)};
}

}  // namespace ingot
