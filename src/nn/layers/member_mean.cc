#include "nn/layer_def.h"

namespace ingot {

LayerDef define_member_mean_layer() {
  return {
      .name = "member_mean",
      .constructor = "MemberMean",
      .doc =
          "The mean of an ensemble's members, (batch, members, ...) -> (batch, ...), as the last\n"
          "layer. While training, the loss of a row is the mean of its members' losses, not the\n"
          "loss of the mean, so that each member learns by itself.\n"
          "Source: Gorishniy et al. 2024, TabM, sec. 3.2.",
      .trace =
          [](LayerContext& c, const Values& in) {
            c.require(in[0].rank() >= 2, in,
                      text("needs (batch, members, ...)", "须为 (批次, 成员, ...)"));
            return c.average(in[0]);
          },
  };
}

}  // namespace ingot
