// A network's layers as a table.
#pragma once

#include "ingot/network.h"

namespace ingot {

struct LayerSummary {
  std::string name;
  std::string kind;
  TensorType output;  ///< for one row
  std::int64_t num_parameters = 0;
};

/// One entry for each layer, in the network's order.
[[nodiscard]] std::vector<LayerSummary> summarise_layers(const Network& network);

}  // namespace ingot
