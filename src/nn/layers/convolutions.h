// What all convolution layers share.
#pragma once

#include "nn/layers/windows.h"

namespace ingot {

/// A convolution over `axes` spatial axes: weights "kernel" (filters, channels / groups, window...)
/// and "bias" (filters).
[[nodiscard]] Value trace_convolution(LayerContext& c, const Value& x, std::size_t axes);
/// Adds `bias` (channels) to (batch, channels, ...) where the layer has one.
[[nodiscard]] Value add_channel_bias(LayerContext& c, const Value& y, std::int64_t channels);
[[nodiscard]] Penalty kernel_penalty(const SpecView& options);

}  // namespace ingot
