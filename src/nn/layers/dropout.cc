#include "nn/layers/dropping.h"

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
      .trace = [](LayerContext& c, const Values& in) { return drop(c, in[0], in[0].rank()); },
  };
}

}  // namespace ingot
