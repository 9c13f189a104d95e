// What all convolution layers share.
#pragma once

#include "nn/layers/windows.h"

namespace ingot {

/// Number of outputs, and of parts of the channels that do not mix.
struct ConvolutionWidth {
  std::int64_t filters = 1, groups = 1;
};

/// Options `filters` and `groups`. errors: bad_option
[[nodiscard]] ConvolutionWidth read_width(const LayerContext& c, const Value& x);
/// Convolution, bias and activation: weights "kernel" (filters, channels / groups, window...) and
/// "bias" (filters). `x` is (batch, channels, ...) with `axes` spatial axes.
[[nodiscard]] Value trace_convolution(LayerContext& c, const Value& x, std::size_t axes,
                                      const ConvolutionWidth& width);
/// The gradient of such a convolution as a layer: weights "kernel" (channels, filters / groups,
/// window...) and "bias" (filters). With padding "same" sizes grow by exactly the strides.
[[nodiscard]] Value trace_transposed_convolution(LayerContext& c, const Value& x, std::size_t axes,
                                                 const ConvolutionWidth& width);
[[nodiscard]] Penalty kernel_penalty(const SpecView& options);

}  // namespace ingot
