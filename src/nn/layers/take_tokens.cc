#include "nn/layer_def.h"

namespace ingot {
namespace {

Value trace_take_tokens(LayerContext& c, const Values& in) {
  const Value &x = in[0], &places = in[1];
  c.require(x.rank() == 3 && is_float(x.dtype()) && places.dtype() == i64 && places.rank() == 2 &&
                places.shape()[0] == x.shape()[0],
            in,
            text("needs (batch, tokens, width) and places i64 (batch, taken)",
                 "须为 (批次, 词元, 宽度) 与 i64 位置 (批次, 所取)"));
  const Shape taken = x.shape().with(1, places.shape()[1]);
  const Value from = c.g.broadcast_to(c.g.expand_dims(places, {2}), taken.to_vector());
  return c.g.gather_elements(x, from, 1);
}

}  // namespace

LayerDef define_take_tokens_layer() {
  return {
      .name = "take_tokens",
      .constructor = "TakeTokens",
      .doc =
          "The vectors at some places of each row: (batch, tokens, width) and places i64\n"
          "(batch, taken) -> (batch, taken, width).\n"
          "Source: NumPy reference, numpy.take_along_axis.",
      .min_inputs = 2,
      .max_inputs = 2,
      .trace = trace_take_tokens,
  };
}

}  // namespace ingot
