#include "nn/layers/windows.h"

namespace ingot {

LayerDef define_upsampling_layer() {
  return {
      .name = "upsampling",
      .constructor = "UpSampling",
      .doc =
          "Spatial axes of (batch, channels, ...) that are `size` times as long: each element\n"
          "repeated (nearest), or weighted with its neighbours (linear).\n"
          "Source: Odena et al. 2016, Deconvolution and checkerboard artifacts.",
      .arguments = {{"size", Ints{}, "factor for each axis, or one for all"}},
      .options = {{"interpolation", "nearest", "nearest or linear"}},
      .trace =
          [](LayerContext& c, const Values& in) {
            const Value& x = in[0];
            c.require(
                x.rank() >= 3 && x.rank() <= 5, in,
                text("needs (batch, channels, 1 to 3 axes)", "须为 (批次, 通道, 1 到 3 个轴)"));
            const auto axes = static_cast<std::size_t>(x.rank() - 2);
            const Ints factors = per_axis(c.options, "size", axes, Ints{});
            const std::string& interpolation = c.options.string("interpolation");
            if (interpolation == "nearest") return c.g.upsample_nearest(x, factors);
            c.options.require(interpolation == "linear", "interpolation",
                              text("must be nearest or linear, not \"{}\"",
                                   "须为 nearest 或 linear，而不是“{}”", interpolation));
            Ints size;
            for (std::size_t i = 0; i < axes; ++i)
              size.push_back(x.shape()[static_cast<int>(i) + 2] * factors[i]);
            return c.g.resize(x, size, "linear");
          },
  };
}

}  // namespace ingot
