#include <limits>

#include "nn/layer_def.h"

namespace ingot {
namespace {

Value trace_token_pooling(LayerContext& c, const Values& in) {
  Builder& g = c.g;
  const Value &x = in[0], &counts = in[1];
  const std::string& mode = c.options.string("mode");
  c.options.require(
      mode == "max" || mode == "mean" || mode == "last", "mode",
      text("must be max, mean or last, not \"{}\"", "须为 max、mean 或 last，而不是“{}”", mode));
  c.require(x.rank() == 3 && is_float(x.dtype()) && counts.dtype() == i64 &&
                counts.shape() == Shape{x.shape()[0]},
            in,
            text("needs (batch, tokens, width) and counts i64 (batch)",
                 "须为 (批次, 词元, 宽度) 与 i64 计数 (批次)"));
  const Ints grid{x.shape()[0], x.shape()[1], 1};
  const Value count = g.reshape(counts, {x.shape()[0], 1, 1}), place = g.iota(i64, grid, 1);
  const Value chosen = mode == "last" ? g.equal(place, count - 1) : g.less(place, count);
  const Value counted = g.broadcast_to(chosen, x.shape().to_vector());
  const Value none = g.scalar_like(x, 0);
  if (mode == "last") return g.sum(g.select(counted, x, none), {1}, drop_dims);
  if (mode == "mean") {
    const Value sum = g.sum(g.select(counted, x, none), {1}, drop_dims);
    return sum / g.maximum(g.cast(g.expand_dims(counts, {1}), x.dtype()), g.scalar_like(x, 1));
  }
  // A row without a token gives 0.
  const Value low =
      g.scalar_like(x, x.dtype() == f64 ? std::numeric_limits<double>::lowest() : -3e38);
  const Value most = g.max(g.select(counted, x, low), {1}, drop_dims);
  const Value has_tokens = g.greater(g.expand_dims(counts, {1}), g.scalar_like(counts, 0));
  return g.select(g.broadcast_to(has_tokens, most.shape().to_vector()), most, none);
}

}  // namespace

LayerDef define_token_pooling_layer() {
  return {
      .name = "token_pooling",
      .constructor = "TokenPooling",
      .doc =
          "The largest value or the mean of each channel over the first `count` tokens, or the "
          "last\n"
          "of these: (batch, tokens, width) and counts i64 (batch) -> (batch, width); 0 where "
          "there\n"
          "is no token.\n"
          "Source: Conneau et al. 2017, Supervised learning of universal sentence "
          "representations,\n"
          "sec. 3.2.",
      .options = {{"mode", "max", "max, mean or last"}},
      .min_inputs = 2,
      .max_inputs = 2,
      .trace = trace_token_pooling,
  };
}

}  // namespace ingot
