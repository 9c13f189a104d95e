#include "ingot/network.h"

#include "nn/layer_def.h"

namespace ingot {
namespace {

std::vector<Network::Node> chain_nodes(const Layers& layers) {
  std::vector<Network::Node> nodes;
  for (const Layer& layer : layers) {
    const int before = static_cast<int>(nodes.size()) - 1;
    nodes.push_back({"", layer, before < 0 ? std::vector<int>{} : std::vector<int>{before}});
  }
  return nodes;
}

[[noreturn]] void throw_no_input(const Text& what) {
  throw Error("no_input", what)
      .fix(text("start with Input({{1, 28, 28}}): the shape of one row",
                "以 Input({{1, 28, 28}}) 开头：一行数据的形状"));
}

// A tap that no layer of this network gave has no index here.
void require_order(const std::vector<Network::Node>& nodes, int output) {
  const auto require = [](bool ok, const Text& what) {
    if (!ok)
      throw Error("bad_network", what)
          .fix(text("use only taps of the same network", "只使用同一网络的节点"));
  };
  const auto count = static_cast<int>(nodes.size());
  require(output >= 0 && output < count,
          text("the output is not a layer of the network", "输出不是该网络中的层"));
  for (int i = 0; i < count; ++i) {
    const Network::Node& node = nodes[static_cast<std::size_t>(i)];
    for (const int input : node.inputs)
      require(input >= 0 && input < i, text("what feeds the layer {} is not a layer before it",
                                            "层 {} 的输入不是它之前的层", node.layer.kind));
  }
}

}  // namespace

Network::Network(const Layers& layers)
    : Network(chain_nodes(layers), static_cast<int>(layers.size()) - 1) {}

Network::Network(std::vector<Node> nodes, int output) {
  if (nodes.empty()) throw_no_input(text("the network has no layers", "网络没有任何层"));
  require_order(nodes, output);
  std::vector<bool> needed(nodes.size());
  needed[static_cast<std::size_t>(output)] = true;
  for (std::size_t i = nodes.size(); i-- > 0;)
    if (needed[i])
      for (const int input : nodes[i].inputs) needed[static_cast<std::size_t>(input)] = true;
  std::vector<int> place(nodes.size(), -1);
  Layers layers;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (!needed[i]) continue;
    Node& node = nodes[i];
    if ((node.layer.kind == "input") != node.inputs.empty())
      throw_no_input(
          node.inputs.empty()
              ? text("nothing feeds the layer {}", "层 {} 没有输入", node.layer.kind)
              : text("an Input cannot follow another layer", "Input 不能接在别的层之后"));
    for (int& input : node.inputs) input = place[static_cast<std::size_t>(input)];
    place[i] = static_cast<int>(nodes_.size());
    layers.push_back(node.layer);
    nodes_.push_back(std::move(node));
  }
  output_ = place[static_cast<std::size_t>(output)];
  const std::vector<std::string> names = unique_names(layers);
  for (std::size_t i = 0; i < nodes_.size(); ++i) nodes_[i].name = names[i];
}

std::vector<int> Network::inputs() const {
  std::vector<int> found;
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    if (nodes_[i].inputs.empty()) found.push_back(static_cast<int>(i));
  return found;
}

std::vector<TensorType> Network::input_types(std::int64_t batch) const {
  std::vector<TensorType> types;
  for (const int i : inputs()) {
    const SpecView options = layer_options(nodes_[static_cast<std::size_t>(i)].layer);
    types.push_back({parse_dtype(options.string("dtype")),
                     Shape(options.integers("shape")).inserted(0, batch)});
  }
  return types;
}

Network Network::frozen(const std::vector<std::string>& layers) const {
  Network copy = *this;
  for (const std::string& name : layers) {
    const auto node = std::ranges::find(copy.nodes_, name, &Node::name);
    if (node == copy.nodes_.end()) {
      std::vector<std::string> names;
      for (const Node& n : nodes_) names.push_back(n.name);
      throw_unknown_kind(name, names, "unknown_layer",
                         text("the network has no layer", "网络中没有这一层"));
    }
    node->layer.options.insert_or_assign("trainable", false);
  }
  return copy;
}

Functional::Tap Functional::operator()(const Layer& input) {
  nodes_.push_back({"", input, {}});
  return {static_cast<int>(nodes_.size()) - 1};
}

Functional::Tap Functional::operator()(const Layer& layer, std::initializer_list<Tap> inputs) {
  return (*this)(layer, std::vector<Tap>(inputs));
}

Functional::Tap Functional::operator()(const Layer& layer, const std::vector<Tap>& inputs) {
  std::vector<int> indices;
  for (const Tap& tap : inputs) indices.push_back(tap.node);
  nodes_.push_back({"", layer, std::move(indices)});
  return {static_cast<int>(nodes_.size()) - 1};
}

Network Functional::network(Tap output) const { return Network(nodes_, output.node); }

}  // namespace ingot
