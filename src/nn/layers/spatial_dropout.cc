#include "nn/layers/dropping.h"

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
      .trace = [](LayerContext& c, const Values& in) { return drop(c, in[0], 2); },
  };
}

}  // namespace ingot
