#include "nn/layers/convolutions.h"

namespace ingot {

LayerDef define_depthwise_conv2d_layer() {
  return {
      .name = "depthwise_conv2d",
      .constructor = "DepthwiseConv2D",
      .doc =
          "A convolution of each channel of (batch, channels, height, width) on its own, with\n"
          "`depth_multiplier` kernels for each.\n"
          "Source: Howard et al. 2017, MobileNets, sec. 3.1.",
      .arguments = {{"kernel_size", Ints{}, "one for each axis, or one for all"}},
      .options = {{"depth_multiplier", 1, "outputs for each channel"},
                  {"strides", Ints{}, "one for each axis, or one for all; empty: 1"},
                  {"padding", "valid", "valid: none; same: as much as keeps the size at stride 1"},
                  {"dilation", Ints{}, "distance of the window's elements; empty: 1"},
                  {"activation", "linear", "name of an activation"},
                  {"use_bias", true, "add one number for each filter"},
                  {"kernel_initializer", Initializer("glorot_uniform"), "how the kernel starts"},
                  {"bias_initializer", Initializer("zeros"), "how the bias starts"},
                  {"kernel_l1", 0.0, "factor of the sum of |w| in the loss"},
                  {"kernel_l2", 0.0, "factor of the sum of w^2 in the loss"}},
      .trace =
          [](LayerContext& c, const Values& in) {
            require_spatial_axes(c, in[0], 2);
            const std::int64_t channels = in[0].shape()[1];
            const std::int64_t multiplier = c.options.integer("depth_multiplier");
            c.options.require(multiplier >= 1, "depth_multiplier",
                              text("must be at least 1", "须至少为 1"));
            c.require(channels >= 1, in, text("needs channels", "须有通道"));
            return trace_convolution(c, in[0], 2, {channels * multiplier, channels});
          },
  };
}

}  // namespace ingot
