#include "nn/layer_def.h"

namespace ingot {

LayerDef define_zero_padding_layer() {
  return {
      .name = "zero_padding",
      .constructor = "ZeroPadding",
      .doc =
          "Zeros around the spatial axes of (batch, channels, ...).\n"
          "Source: definition.",
      .arguments = {{"padding", Ints{},
                     "one for all sides, one for each axis, or before and after each axis"}},
      .trace =
          [](LayerContext& c, const Values& in) {
            const auto rank = static_cast<std::size_t>(in[0].rank());
            c.require(rank >= 3, in,
                      text("needs (batch, channels, ...)", "须为 (批次, 通道, ...)"));
            const std::size_t axes = rank - 2;
            Ints padding = c.options.integers("padding");
            if (padding.size() == 1) padding.resize(axes, padding[0]);
            const bool by_sides = padding.size() == 2 * axes;
            c.options.require(
                by_sides || padding.size() == axes, "padding",
                text("needs 1, {} or {} numbers", "须为 1、{} 或 {} 个数", axes, 2 * axes));
            Ints low(rank, 0), high(rank, 0);
            for (std::size_t i = 0; i < axes; ++i) {
              low[i + 2] = padding[by_sides ? 2 * i : i];
              high[i + 2] = padding[by_sides ? 2 * i + 1 : i];
              c.options.require(low[i + 2] >= 0 && high[i + 2] >= 0, "padding",
                                text("must not be negative", "不能为负"));
            }
            return c.g.pad(in[0], {.low = low, .high = high});
          },
  };
}

}  // namespace ingot
