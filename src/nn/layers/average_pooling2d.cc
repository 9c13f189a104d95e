#include "nn/layers/windows.h"

namespace ingot {

LayerDef define_average_pooling2d_layer() {
  return {
      .name = "average_pooling2d",
      .constructor = "AveragePooling2D",
      .doc =
          "The mean of each window of each channel.\n"
          "Source: Goodfellow et al. 2016, sec. 9.3.",
      .arguments = {{"pool_size", Ints{}, "one for each axis, or one for all"}},
      .options = {{"strides", Ints{}, "empty: the pool's size"},
                  {"padding", "valid", "valid or same"}},
      .trace =
          [](LayerContext& c, const Values& in) {
            require_spatial_axes(c, in[0], 2);
            const Ints size = per_axis(c.options, "pool_size", 2, Ints{});
            const LayerWindow w = read_window(c, in[0], size, size);
            return c.g.avg_pool(in[0], {.kernel_size = size,
                                        .strides = w.strides,
                                        .padding_low = w.padding_low,
                                        .padding_high = w.padding_high});
          },
  };
}

}  // namespace ingot
