#include "nn/layer_def.h"

namespace ingot {
namespace {

Value trace_mask_tokens(LayerContext& c, const Values& in) {
  Builder& g = c.g;
  const Value &x = in[0], &counts = in[1];
  c.require(x.rank() == 3 && is_float(x.dtype()) && counts.dtype() == i64 &&
                counts.shape() == Shape{x.shape()[0]},
            in,
            text("needs (batch, tokens, width) and counts i64 (batch)",
                 "须为 (批次, 词元, 宽度) 与 i64 计数 (批次)"));
  const Value place = g.iota(i64, {x.shape()[0], x.shape()[1], 1}, 1);
  const Value counted = g.less(place, g.reshape(counts, {x.shape()[0], 1, 1}));
  return g.select(g.broadcast_to(counted, x.shape().to_vector()), x, g.scalar_like(x, 0));
}

}  // namespace

LayerDef define_mask_tokens_layer() {
  return {
      .name = "mask_tokens",
      .constructor = "MaskTokens",
      .doc =
          "The first `count` tokens of each row as they are, 0 in the place of what follows:\n"
          "(batch, tokens, width) and counts i64 (batch). A window that reaches beyond the end\n"
          "sees there what it would see beyond the row.\n"
          "Source: definition.",
      .min_inputs = 2,
      .max_inputs = 2,
      .trace = trace_mask_tokens,
  };
}

}  // namespace ingot
