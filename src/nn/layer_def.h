// The layer record: every fact about one layer, in one place.
#pragma once

#include "nn/layer_context.h"

namespace ingot {

struct LayerDef {
  std::string name;         ///< "conv2d": its kind, and the stem of automatic names
  std::string constructor;  ///< "Conv2D": the function that makes it
  std::string doc;          ///< formula, shapes, then "Source: ..."
  OptionDefs arguments = {};
  OptionDefs options = {};
  int min_inputs = 1;
  int max_inputs = 1;
  /// Adds the layer's nodes and declares its weights.
  Value (*trace)(LayerContext& c, const Values& inputs) = nullptr;
};

/// All layers in the order of their names; generated from src/nn/layers.
[[nodiscard]] const std::vector<LayerDef>& layer_registry();
/// errors: unknown_layer, with a near name
[[nodiscard]] const LayerDef& find_layer(std::string_view kind);
/// The layer's arguments and options; `name` and `trainable` are known to every layer.
[[nodiscard]] SpecView layer_options(const Layer& layer);

}  // namespace ingot
