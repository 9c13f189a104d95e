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
  std::string rows;
  for (const LayerSummary& l : summarise_layers(network))
    rows += fmt::format("{:<28} {:<22} {:>12}\n", fmt::format("{} ({})", l.name, l.kind),
                        with_batch(l.output.shape), grouped(l.num_parameters));
  const std::string line(64, '-');
  return {fmt::format("{:<28} {:<22} {:>12}\n{}\n{}{}\ntotal {}, trainable {}, frozen {}\n",
                      "layer", "output", "parameters", line, rows, line, grouped(counts.total()),
                      grouped(counts.trainable), grouped(counts.frozen)),
          fmt::format("{:<28} {:<22} {:>12}\n{}\n{}{}\n共 {}, 可训练 {}, 冻结 {}\n", "层", "输出",
                      "参数", line, rows, line, grouped(counts.total()), grouped(counts.trainable),
                      grouped(counts.frozen))};
}

}  // namespace ingot
