#include "nn/summary.h"

#include "nn/layer_context.h"

namespace ingot {
namespace {

// Traces layer by layer and hands each one's output and parameters on.
template <class F>
void for_each_layer(const Network& network, F&& visit) {
  Builder g;
  TraceState state{.g = g};
  const std::vector<TensorType> types = network.input_types(1);
  Values values;
  std::size_t next_input = 0, seen = 0;
  for (const Network::Node& node : network.nodes()) {
    Values in;
    for (const int i : node.inputs) in.push_back(values[static_cast<std::size_t>(i)]);
    if (node.inputs.empty()) in.push_back(g.input(node.name, types[next_input++]));
    values.push_back(trace_layer(state, node.layer, node.name, in));
    visit(node, values.back(), std::span(state.parameters).subspan(seen));
    seen = state.parameters.size();
  }
}

std::string with_batch(const Shape& shape) {
  std::vector<std::string> sizes{"None"};
  for (int axis = 1; axis < shape.rank(); ++axis) sizes.push_back(std::to_string(shape[axis]));
  return fmt::format("({})", fmt::join(sizes, ", "));
}

// 1234567 -> 1,234,567
std::string grouped(std::int64_t number) {
  const std::string digits = std::to_string(number);
  std::string result;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) result += ',';
    result += digits[i];
  }
  return result;
}

}  // namespace

std::vector<LayerSummary> summarise_layers(const Network& network) {
  std::vector<LayerSummary> layers;
  for_each_layer(network, [&](const Network::Node& node, const Value& output, auto parameters) {
    LayerSummary layer{node.name, node.layer.kind, output.type(), 0};
    for (const Parameter& p : parameters) layer.num_parameters += p.type.num_elements();
    layers.push_back(std::move(layer));
  });
  return layers;
}

ParameterCounts count_parameters(const Network& network) {
  ParameterCounts counts;
  for_each_layer(network, [&](const Network::Node&, const Value&, auto parameters) {
    for (const Parameter& p : parameters)
      (p.trainable ? counts.trainable : counts.frozen) += p.type.num_elements();
  });
  return counts;
}

Text summary(const Network& network) {
  const ParameterCounts counts = count_parameters(network);
  std::vector<std::array<std::string, 3>> rows;
  std::size_t name_width = 12, shape_width = 12;
  for (const LayerSummary& l : summarise_layers(network)) {
    rows.push_back({fmt::format("{} ({})", l.name, l.kind), with_batch(l.output.shape),
                    grouped(l.num_parameters)});
    name_width = std::max(name_width, rows.back()[0].size());
    shape_width = std::max(shape_width, rows.back()[1].size());
  }
  const auto line = [&](std::string_view name, std::string_view shape, std::string_view number) {
    return fmt::format("{:<{}}  {:<{}}  {:>12}\n", name, name_width, shape, shape_width, number);
  };
  const std::string rule = std::string(name_width + shape_width + 16, '-') + "\n";
  std::string table = rule;
  for (const auto& [name, shape, number] : rows) table += line(name, shape, number);
  table += rule;
  const std::string all = grouped(counts.total()), trainable = grouped(counts.trainable),
                    frozen = grouped(counts.frozen);
  return {fmt::format("{}{}total {}, trainable {}, frozen {}\n",
                      line("layer", "output", "parameters"), table, all, trainable, frozen),
          fmt::format("{}{}共 {}，可训练 {}，冻结 {}\n", line("层", "输出", "参数"), table, all,
                      trainable, frozen)};
}

}  // namespace ingot
