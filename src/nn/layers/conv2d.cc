#include "nn/layers/convolutions.h"

namespace ingot {

LayerDef define_conv2d_layer() {
  return {
      .name = "conv2d",
      .constructor = "Conv2D",
      .doc =
          "Convolution (cross-correlation) of (batch, channels, height, width)\n"
          "with `filters` kernels, plus bias, then the activation.\n"
          "Source: LeCun et al. 1998, Gradient-based learning applied to document recognition.",
      .arguments = {{"filters", 1, "number of output channels"},
                    {"kernel_size", Ints{}, "one for each axis, or one for all"}},
      .options = {{"strides", Ints{}, "one for each axis, or one for all; empty: 1"},
                  {"padding", "valid", "valid: none; same: as much as keeps the size at stride 1"},
                  {"dilation", Ints{}, "distance of the window's elements; empty: 1"},
                  {"groups", 1, "parts of the channels that see one another"},
                  {"activation", "linear", "name of an activation"},
                  {"use_bias", true, "add one number for each filter"},
                  {"kernel_initializer", Initializer("glorot_uniform"), "how the kernel starts"},
                  {"bias_initializer", Initializer("zeros"), "how the bias starts"},
                  {"kernel_l1", 0.0, "factor of the sum of |w| in the loss"},
                  {"kernel_l2", 0.0, "factor of the sum of w^2 in the loss"}},
      .trace =
          [](LayerContext& c, const Values& in) {
            require_spatial_axes(c, in[0], 2);
            return trace_convolution(c, in[0], 2, read_width(c, in[0]));
          },
  };
}

}  // namespace ingot
