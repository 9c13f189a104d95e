#include "nn/layer_def.h"

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
      .trace =
          [](LayerContext& c, const Values& in) {
            const double rate = c.options.number("rate");
            c.options.require(rate >= 0 && rate < 1, "rate",
                              text("must be in [0, 1), not {}", "须在 [0, 1) 内，而不是 {}", rate));
            if (!c.training() || rate == 0) return in[0];
            Ints shared;
            for (int axis = 1; axis < in[0].rank(); ++axis) shared.push_back(axis);
            return c.g.dropout(in[0], c.key(), rate, c.new_stream(), shared);
          },
  };
}

}  // namespace ingot
