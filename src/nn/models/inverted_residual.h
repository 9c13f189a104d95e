// The block of mobile networks: widen, filter each channel on its own, narrow.
#pragma once

#include "nn/models/pictures.h"

namespace ingot {

struct InvertedResidual {
  std::int64_t channels = 1;  ///< of the input
  std::int64_t expanded = 1;  ///< between the two 1 x 1 convolutions; as many as channels: no first
  std::int64_t filters = 1;   ///< of the output
  std::int64_t size = 3;      ///< of the depthwise window
  std::int64_t stride = 1;
  std::string activation = "relu6";
  std::int64_t squeeze_units = 0;  ///< of squeeze-excite; 0: none
  std::string gate = "sigmoid";
  double drop_rate = 0;  ///< of stochastic depth
};

/// With a shortcut where stride and channels allow it.
/// source    Sandler et al. 2018, MobileNetV2, fig. 4; Howard et al. 2019, MobileNetV3, fig. 4
[[nodiscard]] Layers inverted_residual(const InvertedResidual& block);
/// A convolution, batch norm and an activation.
[[nodiscard]] Layers activated_convolution(std::int64_t filters, std::int64_t size,
                                           std::int64_t stride, const std::string& activation);

}  // namespace ingot
