#include "nn/layers/normalizations.h"

namespace ingot {

LayerDef define_layer_norm_layer() {
  return {
      .name = "layer_norm",
      .constructor = "LayerNorm",
      .doc =
          "(x - mean) / sqrt(variance + epsilon) scale + offset, with mean and variance of each\n"
          "row over the axes from `axis` to the last; scale and offset have the sizes of these.\n"
          "Source: Ba et al. 2016, Layer normalization, eq. 4.",
      .options = {{"axis", -1, "first of the axes that are normalised together"},
                  {"epsilon", 1e-3, "added to the variance"},
                  {"use_scale", true, "multiply by one number for each element, from 1"},
                  {"use_offset", true, "add one number for each element, from 0"}},
      .trace =
          [](LayerContext& c, const Values& in) {
            const int axis = normalized_axis(c, in[0]);
            const Shape& s = in[0].shape();
            const Shape tail(std::span<const std::int64_t>(s.begin() + axis, s.end()));
            const Value scale = scale_or_ones(c, in[0].dtype(), tail);
            const Value offset =
                c.options.flag("use_offset") ? offset_or_zeros(c, in[0].dtype(), tail) : Value{};
            return c.g.layer_norm(in[0], scale, offset, axis, c.options.number("epsilon"));
          },
  };
}

}  // namespace ingot
