#include "nn/layers/convolutions.h"

namespace ingot {

LayerDef define_conv2d_transpose_layer() {
  return {
      .name = "conv2d_transpose",
      .constructor = "Conv2DTranspose",
      .doc =
          "The gradient of a convolution with respect to its input, as a layer that enlarges\n"
          "(batch, channels, height, width). With padding same a size grows to size stride, with\n"
          "valid to size stride + max(window - stride, 0).\n"
          "Source: Dumoulin and Visin 2016, A guide to convolution arithmetic, sec. 4.",
      .arguments = {{"filters", 1, "number of output channels"},
                    {"kernel_size", Ints{}, "one for each axis, or one for all"}},
      .options = {{"strides", Ints{}, "one for each axis, or one for all; empty: 1"},
                  {"padding", "valid", "valid or same"},
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
            return trace_transposed_convolution(c, in[0], 2, read_width(c, in[0]));
          },
  };
}

}  // namespace ingot
