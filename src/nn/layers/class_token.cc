#include "nn/layer_def.h"

namespace ingot {

LayerDef define_class_token_layer() {
  return {
      .name = "class_token",
      .constructor = "ClassToken",
      .doc =
          "One learned token before the others: (batch, tokens, width) -> (batch, 1 + tokens,\n"
          "width). What attention gathers there describes the whole row.\n"
          "Source: Dosovitskiy et al. 2021, An image is worth 16x16 words, eq. 1.",
      .options = {{"initializer", Initializer("truncated_normal"), "how the token starts"}},
      .trace =
          [](LayerContext& c, const Values& in) {
            const Value& x = in[0];
            c.require_rank(x, 3, text("(batch, tokens, width)", "(批次, 词元, 宽度)"));
            const std::int64_t width = x.shape()[2];
            const Value token = c.weight("token", {x.dtype(), {width}},
                                         c.options.initializer("initializer"), {width, width});
            const Value first = c.g.broadcast_to(token, {x.shape()[0], 1, width});
            return c.g.concat(Values{first, x}, 1);
          },
  };
}

}  // namespace ingot
