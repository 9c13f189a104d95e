#include "nn/layer_def.h"

namespace ingot {

LayerDef define_global_max_pooling_layer() {
  return {
      .name = "global_max_pooling",
      .constructor = "GlobalMaxPooling",
      .doc =
          "The largest element of each channel: (batch, channels, ...) -> (batch, channels).\n"
          "Source: Lin et al. 2014, Network in network, sec. 3.2.",
      .trace =
          [](LayerContext& c, const Values& in) {
            const Value& x = in[0];
            c.require(x.rank() >= 3, in,
                      text("needs (batch, channels, ...)", "须为 (批次, 通道, ...)"));
            return c.g.reshape(c.g.global_max_pool(x), {x.shape()[0], x.shape()[1]});
          },
  };
}

}  // namespace ingot
