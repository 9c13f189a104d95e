#include "nn/step.h"

#include <set>

#include "nn/layer_def.h"
#include "nn/loss_def.h"
#include "nn/optimizer_def.h"

namespace ingot {
namespace {

void require_options(const StepOptions& o) {
  const auto require = [](bool ok, const char* name, double value, const Text& expected) {
    if (ok) return;
    throw Error("bad_option", text("{} is {}", "{} 为 {}", name, value)).expected(expected);
  };
  const Text not_negative = text("0 or more", "0 或更大");
  require(o.batch >= 1, "batch", static_cast<double>(o.batch), text("at least 1", "至少为 1"));
  require(o.clip_norm >= 0, "clip_norm", o.clip_norm, not_negative);
  require(o.clip_value >= 0, "clip_value", o.clip_value, not_negative);
  require(o.average_decay >= 0 && o.average_decay < 1, "average_decay", o.average_decay,
          text("in [0, 1)", "在 [0, 1) 内"));
}

Value as(const Value& v, DType dtype) {
  return v.dtype() == dtype ? v : v.builder().cast(v, dtype);
}

// What the rows of one micro-batch cost, and the inputs that say so.
struct TracedLoss {
  Value output;
  Value loss;  ///< summed over the rows that count, times "inverse_rows", with the penalty
};

TracedLoss trace_training_loss(TraceState& state, const Network& network,
                               const StepOptions& options) {
  require_options(options);
  Builder& g = state.g;
  const std::int64_t batch = options.batch;
  Values inputs = trace_inputs(g, network, batch);
  // The target's type follows from the output's, which does not depend on the mode.
  const TensorType target = [&] {
    const Traced plain = trace_inference(network, batch);
    return target_type(options.loss, plain.graph.type(plain.graph.outputs()[0].value));
  }();
  const Value t = g.input("target", target);
  state.row_mask = g.input("row_mask", {options.dtype, {batch}});
  state.key = g.input("key", {i64, {3}});
  const Value inverse_rows = g.input("inverse_rows", {options.dtype, {}});
  TracedLoss traced;
  traced.output = trace_layers(state, network, inputs);
  const Value rows = as(trace_loss(state, options.loss, traced.output, t), options.dtype);
  // Selected as well, not only multiplied: what padding gives may be infinite.
  const Value counts = g.greater(state.row_mask, g.scalar_like(state.row_mask, 0));
  const Value counted = g.select(counts, rows * state.row_mask, g.scalar_like(rows, 0));
  traced.loss = g.sum(counted) * inverse_rows;
  // Once for the logical batch: each micro-batch adds the penalty's share of its rows.
  if (state.penalty)
    traced.loss = traced.loss + as(state.penalty, options.dtype) *
                                    (g.sum(g.cast(counts, options.dtype)) * inverse_rows);
  return traced;
}

struct Trained {
  std::vector<std::size_t> places;  ///< among the parameters
  Values values;
};

Trained trained_weights(const TraceState& state) {
  Trained trained;
  for (std::size_t i = 0; i < state.parameters.size(); ++i) {
    if (state.parameters[i].role != Role::weight || !state.parameters[i].trainable) continue;
    trained.places.push_back(i);
    trained.values.push_back(state.values[i]);
  }
  if (trained.places.empty())
    throw Error("nothing_to_train", text("no layer of this network has a weight that may change",
                                         "该网络没有可训练的权重"));
  return trained;
}

void update_statistics(TraceState& state) {
  for (const TraceState::Update& u : state.updates) state.g.update(u.parameter, u.value);
}

Values clipped(Builder& g, Values gradients, const StepOptions& options) {
  if (options.clip_value > 0)
    for (Value& d : gradients) d = g.clamp(d, -options.clip_value, options.clip_value);
  if (options.clip_norm > 0) {
    const Value norm = g.global_norm(gradients);
    const Value limit = g.scalar_like(norm, options.clip_norm);
    const Value factor = limit / g.maximum(norm, limit);
    for (Value& d : gradients) d = d * as(factor, d.dtype());
  }
  return gradients;
}

// Adds the update of every trained weight, and of its moving average.
void update_weights(TraceState& state, const Parameters& weights, const Values& values,
                    const Values& gradients, const StepOptions& options) {
  Builder& g = state.g;
  const Value rate = g.input("learning_rate", {options.dtype, {}});
  const Value step = g.input("step", {options.dtype, {}});
  const OptimizerDef& def = find_optimizer(options.optimizer.kind);
  const SpecView view = optimizer_options(options.optimizer);
  const Values bounded = clipped(g, gradients, options);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const std::string outer = g.set_scope(weights[i].name);
    OptimizerContext c(state, view, weights[i]);
    c.weight = values[i];
    c.gradient = bounded[i];
    c.learning_rate = as(rate, weights[i].type.dtype);
    c.step = as(step, weights[i].type.dtype);
    const Value updated = def.trace(c);
    g.update(weights[i].name, updated);
    if (options.average_decay > 0) {
      Parameter average{.name = weights[i].name + "/average",
                        .type = weights[i].type,
                        .role = Role::average,
                        .trainable = false,
                        .copy_of = weights[i].name};
      const Value before = g.state(average.name, average.type);
      g.update(average.name,
               before * options.average_decay + updated * (1 - options.average_decay));
      state.parameters.push_back(std::move(average));
      state.values.push_back(before);
    }
    g.set_scope(outer);
  }
}

Parameters chosen(const Parameters& all, const Trained& trained) {
  Parameters weights;
  for (const std::size_t i : trained.places) weights.push_back(all[i]);
  return weights;
}

// The value of a node that is not to be traced, null where nobody needs it.
using GivenValue = std::function<std::optional<Value>(std::size_t node)>;

// The values of all nodes.
Values trace_nodes(TraceState& state, const Network& network, const Values& inputs,
                   const GivenValue& given = {}) {
  Values values;
  std::size_t next_input = 0;
  for (std::size_t i = 0; i < network.nodes().size(); ++i) {
    const Network::Node& node = network.nodes()[i];
    if (const auto value = given ? given(i) : std::nullopt) {
      values.push_back(*value);
      continue;
    }
    Values in;
    for (const int from : node.inputs) in.push_back(values[static_cast<std::size_t>(from)]);
    if (node.inputs.empty()) in.push_back(inputs[next_input++]);
    values.push_back(trace_layer(state, node.layer, node.name, in));
  }
  return values;
}

// The inputs of a network but for the last few.
Values trace_inputs(Builder& g, const Network& network, std::int64_t batch, std::size_t without) {
  const std::vector<int> inputs = network.inputs();
  const std::vector<TensorType> types = network.input_types(batch);
  Values values;
  for (std::size_t i = 0; i + without < inputs.size(); ++i)
    values.push_back(g.input(
        inputs.size() == 1 ? "input" : network.nodes()[static_cast<std::size_t>(inputs[i])].name,
        types[i]));
  return values;
}

// The part of a network that depends on its last input.
class WrittenPart {
 public:
  explicit WrittenPart(const Network& network) : nodes_(network.nodes()) {
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      const std::vector<int>& from = nodes_[i].inputs;
      written_.push_back(static_cast<int>(i) == network.inputs().back() ||
                         std::ranges::any_of(from, [&](int node) {
                           return is_written(static_cast<std::size_t>(node));
                         }));
      if (!written_.back()) continue;
      for (const int node : from)
        if (!is_written(static_cast<std::size_t>(node)))
          read_.insert(static_cast<std::size_t>(node));
    }
  }
  [[nodiscard]] bool is_written(std::size_t node) const { return written_[node]; }
  // Whether it is not part of it, but what it gives is needed there.
  [[nodiscard]] bool is_read(std::size_t node) const { return read_.contains(node); }
  [[nodiscard]] std::string read_name(std::size_t node) const {
    return nodes_[node].name + "/read";
  }

 private:
  const std::vector<Network::Node>& nodes_;
  std::vector<bool> written_;
  std::set<std::size_t> read_;
};

// Of the values of all nodes.
std::vector<TensorType> node_types(const Network& network, std::int64_t rows) {
  Builder g;
  TraceState state{.g = g};
  std::vector<TensorType> types;
  for (const Value& value : trace_nodes(state, network, trace_inputs(g, network, rows, 0)))
    types.push_back(value.type());
  return types;
}

}  // namespace

Values trace_inputs(Builder& g, const Network& network, std::int64_t batch) {
  return trace_inputs(g, network, batch, 0);
}

Value trace_layers(TraceState& state, const Network& network, const Values& inputs) {
  return trace_nodes(state, network, inputs)[static_cast<std::size_t>(network.output())];
}

Traced trace_inference(const Network& network, std::int64_t batch) {
  Builder g;
  TraceState state{.g = g};
  const Values inputs = trace_inputs(g, network, batch);
  g.output("output", trace_layers(state, network, inputs));
  return {g.take(), std::move(state.parameters)};
}

Traced trace_decoding(const Network& network, const DecodingSizes& sizes) {
  Builder g;
  const TensorType row = network.input_types(sizes.rows).back();
  const Value input = g.input("input", {row.dtype, row.shape.with(1, sizes.tokens)});
  TraceState state{.g = g};
  state.decoding = {row.shape[1], sizes.capacity, g.input("position", {i64, {}})};
  const WrittenPart part(network);
  const std::vector<TensorType> types = node_types(network, sizes.rows);
  const Values values =
      trace_nodes(state, network, {input}, [&](std::size_t i) -> std::optional<Value> {
        if (part.is_written(i)) return {};
        return part.is_read(i) ? g.state(part.read_name(i), types[i]) : Value();
      });
  g.output("output", values[static_cast<std::size_t>(network.output())]);
  return {g.take(), std::move(state.parameters)};
}

Traced trace_reading(const Network& network, std::int64_t rows) {
  Builder g;
  TraceState state{.g = g};
  Values inputs = trace_inputs(g, network, rows, 1);
  const WrittenPart part(network);
  const Values values =
      trace_nodes(state, network, inputs, [&](std::size_t i) -> std::optional<Value> {
        if (part.is_written(i)) return Value();
        return {};
      });
  for (std::size_t i = 0; i < values.size(); ++i)
    if (part.is_read(i)) g.output(part.read_name(i), values[i]);
  return {g.take(), std::move(state.parameters)};
}

Traced trace_step(const Network& network, const StepOptions& options) {
  Builder g;
  TraceState state{.g = g, .mode = Mode::training};
  const TracedLoss traced = trace_training_loss(state, network, options);
  const Trained trained = trained_weights(state);
  const Values d = gradients(traced.loss, trained.values);
  if (options.gives_output) g.output("output", traced.output);
  g.output("loss", traced.loss);
  update_statistics(state);
  update_weights(state, chosen(state.parameters, trained), trained.values, d, options);
  g.guard(g.logical_and(g.is_finite(traced.loss), g.all_finite(d)));
  return {g.take(), std::move(state.parameters)};
}

AccumulatedStep trace_accumulated_step(const Network& network, const StepOptions& options) {
  const auto sum_name = [](const Parameter& p) { return p.name + "/gradient"; };
  AccumulatedStep result;
  Parameters weights;
  {
    Builder g;
    TraceState state{.g = g, .mode = Mode::training};
    const TracedLoss traced = trace_training_loss(state, network, options);
    const Trained trained = trained_weights(state);
    const Values d = gradients(traced.loss, trained.values);
    weights = chosen(state.parameters, trained);
    if (options.gives_output) g.output("output", traced.output);
    g.output("loss", traced.loss);
    update_statistics(state);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const Value sum = g.state(sum_name(weights[i]), weights[i].type);
      g.update(sum_name(weights[i]), sum + d[i]);
      state.parameters.push_back({.name = sum_name(weights[i]),
                                  .type = weights[i].type,
                                  .role = Role::gradient,
                                  .trainable = false});
      state.values.push_back(sum);
    }
    g.guard(g.logical_and(g.is_finite(traced.loss), g.all_finite(d)));
    result.accumulate = {g.take(), std::move(state.parameters)};
  }
  Builder g;
  TraceState state{.g = g, .mode = Mode::training};
  Values sums;
  for (const Parameter& p : weights) {
    state.parameters.push_back(p);
    state.values.push_back(g.state(p.name, p.type));
    sums.push_back(g.state(sum_name(p), p.type));
  }
  const Values values = state.values;
  update_weights(state, weights, values, sums, options);
  for (std::size_t i = 0; i < weights.size(); ++i)
    g.update(sum_name(weights[i]), g.constant(Tensor::zeros(weights[i].type)));
  g.guard(g.all_finite(sums));
  result.apply = {g.take(), std::move(state.parameters)};
  return result;
}

}  // namespace ingot
