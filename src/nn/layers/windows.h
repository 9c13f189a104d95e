// Windows that slide over pictures, sequences and volumes: sizes, strides and padding by name.
#pragma once

#include "nn/layer_def.h"

namespace ingot {

/// Options of a sliding window as ops take them.
struct LayerWindow {
  Ints size, strides, padding_low, padding_high, dilation;
};

/// (batch, channels, ...) with `axes` spatial axes, else bad_layer_input.
void require_spatial_axes(const LayerContext& c, const Value& x, std::size_t axes);
enum class LayerPadding : std::uint8_t { valid, same };
/// Option `padding`. errors: bad_option
[[nodiscard]] LayerPadding read_padding(const SpecView& options);
/// `list` for `axes` axes: one number stands for all.
///
/// errors    bad_option when it has another length or a number below 1
[[nodiscard]] Ints per_axis(const SpecView& options, std::string_view name, std::size_t axes,
                            const Ints& if_empty);
/// Reads options `padding` ("valid" or "same"), `strides` and, where the layer has it, `dilation`,
/// for a window of `size` over the spatial axes of `x`. With "same" the output has ceil(input /
/// stride) positions; an odd element of padding goes to the end, as in Keras.
///
/// errors    bad_option, bad_layer_input (the window is larger than the input)
[[nodiscard]] LayerWindow read_window(const LayerContext& c, const Value& x, const Ints& size,
                                      const Ints& default_strides);

}  // namespace ingot
