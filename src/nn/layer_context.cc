#include "nn/layer_context.h"

#include <set>

#include "nn/layer_def.h"

namespace ingot {
namespace {

const OptionDefs& common_options() {
  static const OptionDefs options = {
      {"name", "", "unique name; empty: kind and count"},
      {"trainable", true, "false: the weights stay as they are"},
  };
  return options;
}

std::string types_of(const Values& inputs) {
  std::vector<std::string> types;
  for (const Value& v : inputs) types.push_back(to_string(v.type()));
  return fmt::format("{}", fmt::join(types, ", "));
}

}  // namespace

const LayerDef& find_layer(std::string_view kind) {
  return find_record(layer_registry(), kind, "unknown_layer",
                     text("there is no layer", "没有这样的层"));
}

SpecView layer_options(const Layer& layer) {
  const LayerDef& def = find_layer(layer.kind);
  OptionDefs options = def.options;
  options.insert(options.end(), common_options().begin(), common_options().end());
  return SpecView(layer, def.arguments, options);
}

std::span<const std::string> activation_names() {
  static const std::vector<std::string> names = {
      "linear",       "relu",       "relu6", "leaky_relu", "elu",      "selu",       "gelu",
      "gelu_tanh",    "silu",       "mish",  "softplus",   "softsign", "sigmoid",    "log_sigmoid",
      "hard_sigmoid", "hard_swish", "tanh",  "exp",        "softmax",  "log_softmax"};
  return names;
}

LayerContext::LayerContext(TraceState& state, std::string name, const SpecView& view,
                           bool trainable)
    : g(state.g), options(view), state_(state), name_(std::move(name)), trainable_(trainable) {}

void LayerContext::divide(const Value& segments, const Value& so_far) {
  state_.segments = segments;
  if (state_.decoding) state_.decoding->segments = so_far;
}

Value LayerContext::declare(Parameter parameter) {
  const Value value = g.state(parameter.name, parameter.type);
  state_.parameters.push_back(std::move(parameter));
  state_.values.push_back(value);
  return value;
}

Value LayerContext::weight(std::string_view name, const TensorType& type,
                           const Initializer& initializer, Fans fans, Penalty penalty) {
  const Value w = declare({.name = fmt::format("{}/{}", name_, name),
                           .type = type,
                           .initializer = initializer,
                           .fans = fans,
                           .trainable = trainable_});
  const auto add = [&](double factor, const Value& sum) {
    const Value term = sum * factor;
    state_.penalty = state_.penalty ? state_.penalty + term : term;
  };
  if (penalty.l1 != 0 && training()) add(penalty.l1, g.sum(g.abs(w)));
  if (penalty.l2 != 0 && training()) add(penalty.l2, g.sum(g.square(w)));
  return w;
}

Value LayerContext::shared_weight(const std::string& owner, std::string_view name,
                                  const TensorType& type, const Initializer& initializer,
                                  Fans fans) {
  if (owner.empty()) return weight(name, type, initializer, fans);
  Parameter shared{.name = fmt::format("{}/{}", owner, name),
                   .type = type,
                   .initializer = initializer,
                   .fans = fans,
                   .trainable = trainable_};
  const auto found = std::ranges::find(state_.parameters, shared.name, &Parameter::name);
  if (found == state_.parameters.end()) return declare(std::move(shared));
  options.require(found->type == type, "shared",
                  text("names a weight of type {}, not {}", "所指权重的类型为 {}，而不是 {}",
                       to_string(found->type), to_string(type)));
  return state_.values[static_cast<std::size_t>(found - state_.parameters.begin())];
}

Value LayerContext::statistic(std::string_view name, const TensorType& type,
                              const Initializer& initializer) {
  return declare({.name = fmt::format("{}/{}", name_, name),
                  .type = type,
                  .initializer = initializer,
                  .role = Role::statistic,
                  .trainable = false});
}

void LayerContext::update_statistic(std::string_view name, const Value& value) {
  state_.updates.push_back({fmt::format("{}/{}", name_, name), value});
}

Value LayerContext::recall(std::string_view name, const TensorType& type) {
  return g.state(fmt::format("{}/{}", name_, name), type);
}

void LayerContext::keep(std::string_view name, const Value& value) {
  g.update(fmt::format("{}/{}", name_, name), value);
}

Value LayerContext::window_start(int rank, int axis) const {
  Tensor at = Tensor::zeros({i64, {rank}});
  at.set(axis, 1);
  return g.expand_dims(state_.decoding->position, {0}) * g.constant(at);
}

Value LayerContext::activate(const std::string& function, const Value& x) {
  const auto names = activation_names();
  if (std::ranges::find(names, function) == names.end())
    throw_unknown_kind(function, names, "unknown_activation",
                       text("there is no activation", "没有这样的激活函数"));
  if (function == "linear") return x;
  const Value y = g.emit1(function, {x});
  if (function == "softmax" || function == "sigmoid" || function == "exp")
    state_.activated.push_back({y.id(), x, function});
  return y;
}

Value LayerContext::average(const Value& members) {
  const Value mean = g.mean(members, {1}, drop_dims);
  state_.averaged.push_back({mean.id(), members});
  return mean;
}

Values LayerContext::chains(const std::vector<Layers>& lists, const Value& x) {
  Layers all;
  for (const Layers& list : lists) all.insert(all.end(), list.begin(), list.end());
  const std::vector<std::string> names = unique_names(all);
  Values ends;
  std::size_t next = 0;
  for (const Layers& list : lists) {
    ends.push_back(x);
    for (const Layer& layer : list)
      ends.back() = trace_layer(state_, layer, fmt::format("{}/{}", name_, names[next++]),
                                {ends.back()}, trainable_);
  }
  return ends;
}

void LayerContext::require(bool ok, const Values& inputs, const Text& what) const {
  if (ok) return;
  const std::string types = types_of(inputs);
  throw Error("bad_layer_input", Text{fmt::format("{} {}, not {}", name_, what.en, types),
                                      fmt::format("{} {}，而不是 {}", name_, what.zh, types)});
}

void LayerContext::require_decodable(bool ok) const {
  if (ok) return;
  throw Error("cannot_decode",
              text("{} needs all tokens at once", "{} 需要一次看到全部词元", name_))
      .expected(text("layers that look back alone", "只看前文的层"));
}

void LayerContext::require_rank(const Value& x, int rank, const Text& axes) const {
  require(x.rank() == rank, {x},
          Text{fmt::format("needs an input {}", axes.en), fmt::format("的输入须为 {}", axes.zh)});
}

Value trace_layer(TraceState& state, const Layer& layer, const std::string& name,
                  const Values& inputs, bool trainable) {
  try {
    const LayerDef& def = find_layer(layer.kind);
    const SpecView options = layer_options(layer);
    LayerContext context(state, name, options, trainable && options.flag("trainable"));
    const auto count = static_cast<int>(inputs.size());
    context.require(count >= def.min_inputs && count <= def.max_inputs, inputs,
                    def.min_inputs == def.max_inputs
                        ? text("takes {} inputs", "需要 {} 个输入", def.min_inputs)
                        : text("takes at least {} inputs", "至少需要 {} 个输入", def.min_inputs));
    const std::string outer = state.g.set_scope(name);
    const Value y = def.trace(context, inputs);
    state.g.set_scope(outer);
    return y;
  } catch (const Error& e) {
    if (!e.where().empty()) throw;
    throw Error(e).where(text("layer {}", "层 {}", name));
  }
}

std::vector<std::string> unique_names(const Layers& layers) {
  std::set<std::string> taken;
  std::map<std::string, int> count;
  std::vector<std::string> names;
  for (const Layer& layer : layers) {
    std::string name = layer_options(layer).string("name");
    if (name.find('/') != std::string::npos)
      throw Error("bad_name",
                  text("the layer name \"{}\" holds a slash", "层名“{}”含有斜杠", name));
    if (!name.empty() && !taken.insert(name).second)
      throw Error("duplicate_name", text("two layers are named \"{}\"", "有两个层名为“{}”", name))
          .fix(text("give each layer its own name, or none", "给每层不同的名字，或不命名"));
    names.push_back(std::move(name));
  }
  for (std::size_t i = 0; i < layers.size(); ++i)
    while (names[i].empty()) {
      const std::string candidate = fmt::format("{}_{}", layers[i].kind, ++count[layers[i].kind]);
      if (taken.insert(candidate).second) names[i] = candidate;
    }
  return names;
}

}  // namespace ingot
