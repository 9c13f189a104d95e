#include "nn/layers/normalizations.h"

namespace ingot {

LayerDef define_group_norm_layer() {
  return {
      .name = "group_norm",
      .constructor = "GroupNorm",
      .doc =
          "(x - mean) / sqrt(variance + epsilon) scale + offset, with mean and variance of each\n"
          "row over the channels of one group and all spatial axes; one scale and offset for each\n"
          "channel of (batch, channels, ...).\n"
          "Source: Wu and He 2018, Group normalization, sec. 3.",
      .options = {{"groups", 32, "parts of the channels; -1: each channel is one"},
                  {"epsilon", 1e-3, "added to the variance"},
                  {"use_scale", true, "multiply by one number for each channel, from 1"},
                  {"use_offset", true, "add one number for each channel, from 0"}},
      .trace =
          [](LayerContext& c, const Values& in) {
            c.require(in[0].rank() >= 2, in,
                      text("needs (batch, channels, ...)", "须为 (批次, 通道, ...)"));
            const std::int64_t channels = in[0].shape()[1];
            std::int64_t groups = c.options.integer("groups");
            if (groups == -1) groups = channels;
            c.options.require(groups >= 1 && channels % groups == 0, "groups",
                              text("must divide {} channels", "须能整除 {} 个通道", channels));
            const Value scale = scale_or_ones(c, in[0].dtype(), {channels});
            return c.g.group_norm(in[0], scale, offset_or_zeros(c, in[0].dtype(), {channels}),
                                  groups, c.options.number("epsilon"));
          },
  };
}

}  // namespace ingot
