#include "nn/layer_def.h"

namespace ingot {

LayerDef define_token_count_layer() {
  return {
      .name = "token_count",
      .constructor = "TokenCount",
      .doc =
          "How many tokens a row has before the padding, whose number is 0: whole numbers of any\n"
          "type (batch, tokens) -> i64 (batch).\n"
          "Source: definition.",
      .trace =
          [](LayerContext& c, const Values& in) {
            c.require_rank(in[0], 2, text("(batch, tokens)", "(批次, 词元)"));
            const Value known = c.g.not_equal(in[0], c.g.scalar_like(in[0], 0));
            return c.g.sum(c.g.cast(known, i64), {1}, drop_dims);
          },
  };
}

}  // namespace ingot
