#include "nn/layers/dropping.h"

namespace ingot {

LayerDef define_stochastic_depth_layer() {
  return {
      .name = "stochastic_depth",
      .constructor = "StochasticDepth",
      .doc =
          "Whole rows become 0 with probability `rate` while training, the rest grows by\n"
          "1 / (1 - rate); does nothing when frozen or afterwards. At the end of a residual\n"
          "branch it leaves the block out for some of the rows.\n"
          "Source: Huang et al. 2016, Deep networks with stochastic depth, sec. 3.",
      .arguments = {{"rate", 0.1, "probability of 0"}},
      .trace = [](LayerContext& c, const Values& in) { return drop(c, in[0], 1); },
  };
}

}  // namespace ingot
