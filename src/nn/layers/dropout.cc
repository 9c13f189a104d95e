#include "nn/layer_def.h"

namespace ingot {

LayerDef define_dropout_layer() {
  return {
      .name = "dropout",
      .constructor = "Dropout",
      .doc =
          "Elements become 0 with probability `rate` while training, the rest grows by\n"
          "1 / (1 - rate); does nothing when frozen or afterwards.\n"
          "Source: Srivastava et al. 2014, Dropout.",
      .arguments = {{"rate", 0.5, "probability of 0"}},
      .trace =
          [](LayerContext& c, const Values& in) {
            const double rate = c.options.number("rate");
            c.options.require(rate >= 0 && rate < 1, "rate",
                              text("must be in [0, 1), not {}", "须在 [0, 1) 内，而不是 {}", rate));
            if (!c.training() || rate == 0) return in[0];
            const Ints shared{};
            return c.g.dropout(in[0], c.key(), rate, c.new_stream(), shared);
          },
  };
}

}  // namespace ingot
