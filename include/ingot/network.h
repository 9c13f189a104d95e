// The architecture of a model: layers and what feeds them.
#pragma once

#include "ingot/spec.h"

namespace ingot {

/// Layers in an order in which each comes after those that feed it. A value: it holds no weights.
/// Layers without a name get one by kind and count: conv2d_1, conv2d_2, dense_1.
class Network {
 public:
  struct Node {
    std::string name;
    Layer layer;
    std::vector<int> inputs;  ///< indices of nodes
  };

  Network() = default;
  /// A chain. The first layer is an Input.
  /// errors    no_input, duplicate_name
  Network(const Layers& layers);
  Network(std::initializer_list<Layer> layers) : Network(Layers(layers)) {}
  /// The part of `nodes` that node `output` depends on; empty names are filled in.
  /// errors    no_input, duplicate_name, bad_network (an index of no earlier node)
  Network(std::vector<Node> nodes, int output);

  [[nodiscard]] const std::vector<Node>& nodes() const { return nodes_; }
  /// Index of the node whose value is the network's.
  [[nodiscard]] int output() const { return output_; }
  /// Indices of the Input nodes.
  [[nodiscard]] std::vector<int> inputs() const;
  /// Types of the inputs for `batch` rows, in the order of inputs().
  [[nodiscard]] std::vector<TensorType> input_types(std::int64_t batch) const;
  /// A copy in which the named layers keep their weights while training; frozen batch norms also
  /// use their moving statistics. errors: unknown_layer, with a near name
  [[nodiscard]] Network frozen(const std::vector<std::string>& layers) const;

 private:
  std::vector<Node> nodes_;
  int output_ = -1;
};

/// Networks that branch and join:
///
///     Functional net;
///     auto image = net(Input({1, 28, 28}));
///     auto a = net(Conv2D(32, {3, 3}, {.padding = "same"}), image);
///     auto b = net(Conv2D(32, {5, 5}, {.padding = "same"}), image);
///     Model model(net.network(net(Add(), {a, b})));
class Functional {
 public:
  /// The value of one layer in this network.
  struct Tap {
    int node = -1;
  };

  Tap operator()(const Layer& input);
  Tap operator()(const Layer& layer, Tap input) { return (*this)(layer, {input}); }
  Tap operator()(const Layer& layer, std::initializer_list<Tap> inputs);
  Tap operator()(const Layer& layer, const std::vector<Tap>& inputs);
  [[nodiscard]] Network network(Tap output) const;

 private:
  std::vector<Network::Node> nodes_;
};

/// A table as Keras prints it: layer, output shape, number of parameters; then the totals.
[[nodiscard]] Text summary(const Network& network);

/// Numbers of elements in the weights and statistics of a network.
struct ParameterCounts {
  std::int64_t trainable = 0;
  std::int64_t frozen = 0;

  [[nodiscard]] std::int64_t total() const { return trainable + frozen; }
};
[[nodiscard]] ParameterCounts count_parameters(const Network& network);

}  // namespace ingot
