#include "nn/layers/windows.h"

namespace ingot {

LayerDef define_max_pooling3d_layer() {
  return {
      .name = "max_pooling3d",
      .constructor = "MaxPooling3D",
      .doc =
          "The largest element of each window of each channel.\n"
          "Source: Goodfellow et al. 2016, sec. 9.3.",
      .arguments = {{"pool_size", Ints{}, "one for each axis, or one for all"}},
      .options = {{"strides", Ints{}, "empty: the pool's size"},
                  {"padding", "valid", "valid or same"}},
      .trace =
          [](LayerContext& c, const Values& in) {
            require_spatial_axes(c, in[0], 3);
            const Ints size = per_axis(c.options, "pool_size", 3, Ints{});
            const LayerWindow w = read_window(c, in[0], size, size);
            return c.g.max_pool(in[0], {.kernel_size = size,
                                        .strides = w.strides,
                                        .padding_low = w.padding_low,
                                        .padding_high = w.padding_high});
          },
  };
}

}  // namespace ingot
