#include "nn/layer_def.h"

namespace ingot {
namespace {

Value trace_reverse_tokens(LayerContext& c, const Values& in) {
  Builder& g = c.g;
  const Value &x = in[0], &counts = in[1];
  c.require(x.rank() >= 2 && counts.dtype() == i64 && counts.shape() == Shape{x.shape()[0]}, in,
            text("needs (batch, tokens, ...) and counts i64 (batch)",
                 "须为 (批次, 词元, ...) 与 i64 计数 (批次)"));
  const Ints grid{x.shape()[0], x.shape()[1]};
  const Value place = g.iota(i64, grid, 1);
  const Value count = g.minimum(g.expand_dims(counts, {1}),
                                g.scalar_like(counts, static_cast<double>(x.shape()[1])));
  Value from = g.select(g.less(place, count), count - 1 - place, place);
  for (int axis = 2; axis < x.rank(); ++axis) from = g.expand_dims(from, {axis});
  return g.gather_elements(x, g.broadcast_to(from, x.shape().to_vector()), 1);
}

}  // namespace

LayerDef define_reverse_tokens_layer() {
  return {
      .name = "reverse_tokens",
      .constructor = "ReverseTokens",
      .doc =
          "The first `count` tokens of each row from the last to the first, what follows as it "
          "is:\n"
          "(batch, tokens, ...) and counts i64 (batch). A walk over it sees no padding first.\n"
          "Source: definition.",
      .min_inputs = 2,
      .max_inputs = 2,
      .trace = trace_reverse_tokens,
  };
}

}  // namespace ingot
