#include "nn/layer_def.h"

namespace ingot {

LayerDef define_spatial_dropout_layer() {
  return {
      .name = "spatial_dropout",
      .constructor = "SpatialDropout",
      .doc =
          "Whole channels become 0 with probability `rate` while training, the rest grows by\n"
          "1 / (1 - rate); does nothing when frozen or afterwards.\n"
          "Source: Tompson et al. 2015, Efficient object localization using convolutional "
          "networks.",
      .arguments = {{"rate", 0.5, "probability of 0"}},
      .trace =
          [](LayerContext& c, const Values& in) {
            const double rate = c.options.number("rate");
            c.options.require(rate >= 0 && rate < 1, "rate",
                              text("must be in [0, 1), not {}", "须在 [0, 1) 内，而不是 {}", rate));
            if (!c.training() || rate == 0) return in[0];
            Ints shared;
            for (int axis = 2; axis < in[0].rank(); ++axis) shared.push_back(axis);
            return c.g.dropout(in[0], c.key(), rate, c.new_stream(), shared);
          },
  };
}

}  // namespace ingot
