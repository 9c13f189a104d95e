#include "nn/layers/members.h"

namespace ingot {

LayerDef define_member_scale_layer() {
  return {
      .name = "member_scale",
      .constructor = "MemberScale",
      .doc =
          "x times the scales of each member of an ensemble, (batch, width) or (batch, members,\n"
          "width) -> (batch, members, width). Before layers that the members share, it alone "
          "makes\n"
          "them differ.\n"
          "Source: Gorishniy et al. 2024, TabM, sec. 3.3 (the mini-ensemble).",
      .arguments = {{"members", 32, "of the ensemble"}},
      .options = {{"initializer", Initializer("random_signs"), "how the scales start"}},
      .trace =
          [](LayerContext& c, const Values& in) {
            const Value x = with_members(c, in[0]);
            return x * c.weight("scale", {x.dtype(), {c.options.integer("members"), x.shape()[2]}},
                                c.options.initializer("initializer"), {});
          },
  };
}

}  // namespace ingot
