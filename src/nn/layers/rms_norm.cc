#include "nn/layers/normalizations.h"

namespace ingot {

LayerDef define_rms_norm_layer() {
  return {
      .name = "rms_norm",
      .constructor = "RMSNorm",
      .doc =
          "x / sqrt(mean(x^2) + epsilon) scale, with the mean of each row over the axes from\n"
          "`axis` to the last.\n"
          "Source: Zhang and Sennrich 2019, Root mean square layer normalization, eq. 4.",
      .options = {{"axis", -1, "first of the axes that are normalised together"},
                  {"epsilon", 1e-6, "added to the mean square"},
                  {"use_scale", true, "multiply by one number for each element, from 1"}},
      .trace =
          [](LayerContext& c, const Values& in) {
            const int axis = normalized_axis(c, in[0]);
            const Shape& s = in[0].shape();
            const Shape tail(std::span<const std::int64_t>(s.begin() + axis, s.end()));
            return c.g.rms_norm(in[0], scale_or_ones(c, in[0].dtype(), tail), axis,
                                c.options.number("epsilon"));
          },
  };
}

}  // namespace ingot
