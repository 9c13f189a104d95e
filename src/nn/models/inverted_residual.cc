#include "nn/models/inverted_residual.h"

namespace ingot {

Layers activated_convolution(std::int64_t filters, std::int64_t size, std::int64_t stride,
                             const std::string& activation) {
  return {plain_convolution(filters, size, stride), picture_norm(), Activation(activation)};
}

Layers inverted_residual(const InvertedResidual& block) {
  Layers layers;
  if (block.expanded != block.channels)
    layers = activated_convolution(block.expanded, 1, 1, block.activation);
  append(layers,
         {DepthwiseConv2D({block.size, block.size}, {.strides = {block.stride, block.stride},
                                                     .padding = "same",
                                                     .use_bias = false,
                                                     .kernel_initializer = "he_normal"}),
          picture_norm(), Activation(block.activation)});
  if (block.squeeze_units != 0) {
    // The gate follows the function that the network uses for its first dense layer.
    const std::string first = block.gate == "sigmoid" ? block.activation : "relu";
    layers.push_back(SqueezeExcite(block.squeeze_units, {.activation = first, .gate = block.gate}));
  }
  append(layers, {plain_convolution(block.filters, 1, 1), picture_norm()});
  if (block.stride != 1 || block.channels != block.filters) return layers;
  if (block.drop_rate != 0) layers.push_back(StochasticDepth(block.drop_rate));
  return {Residual(layers)};
}

}  // namespace ingot
