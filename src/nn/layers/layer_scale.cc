#include "nn/layers/normalizations.h"

namespace ingot {

LayerDef define_layer_scale_layer() {
  return {
      .name = "layer_scale",
      .constructor = "LayerScale",
      .doc =
          "x scale, with one weight for each position of `axis`. Residual branches that begin\n"
          "near 0 let deep networks begin near the identity.\n"
          "Source: Touvron et al. 2021, Going deeper with image transformers, eq. 4.",
      .options = {{"axis", -1, "of the weights, from 1; negative counts from the end"},
                  {"initial", 1e-6, "value that the weights start from"}},
      .trace =
          [](LayerContext& c, const Values& in) {
            const Value& x = in[0];
            const int axis = normalized_axis(c, x);
            const Value scale = c.weight("scale", {x.dtype(), {x.shape()[axis]}},
                                         Constant(c.options.number("initial")), {});
            Ints shape(static_cast<std::size_t>(x.rank() - axis), 1);
            shape[0] = x.shape()[axis];
            return x * c.g.reshape(scale, shape);
          },
  };
}

}  // namespace ingot
