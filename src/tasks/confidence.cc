#include "tasks/confidence.h"

#include "nn/spec_view.h"

namespace ingot {

bool scale_confidence(State& weights, const Network& network, double temperature) {
  const Network::Node& last = network.nodes()[static_cast<std::size_t>(network.output())];
  if (last.layer.kind != "dense") return false;
  const auto activation = last.layer.options.find("activation");
  if (activation == last.layer.options.end() ||
      !std::holds_alternative<std::string>(activation->second) ||
      std::get<std::string>(activation->second) != "softmax")
    return false;
  for (const char* part : {"/kernel", "/bias"}) {
    const auto found = weights.find(last.name + part);
    if (found == weights.end()) continue;
    Tensor scaled = found->second.clone();
    for (float& w : scaled.mutable_data<float>())
      w = static_cast<float>(static_cast<double>(w) / temperature);
    found->second = std::move(scaled);
  }
  return true;
}

}  // namespace ingot
