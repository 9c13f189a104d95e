#include "nn/layer_def.h"

namespace ingot {
namespace {

// (batch, tokens) as whole numbers, and how many there are before the padding, (batch, 1).
struct Side {
  Value tokens, count;
};

Side read_side(LayerContext& c, const Value& x) {
  c.require_rank(x, 2, text("(batch, tokens)", "(批次, 词元)"));
  const Value tokens = x.dtype() == i64 ? x : c.g.cast(x, i64);
  const Value known = c.g.cast(c.g.not_equal(tokens, c.g.scalar_like(tokens, 0)), i64);
  return {tokens, c.g.sum(known, {1}, keep_dims)};
}

// Element place[b, i] of row b, any where it has none.
Value taken(LayerContext& c, const Value& tokens, const Value& place) {
  const double last = static_cast<double>(tokens.shape()[1] - 1);
  return c.g.gather_elements(tokens, c.g.clamp(place, 0, last), 1);
}

Value trace_join_tokens(LayerContext& c, const Values& in) {
  Builder& g = c.g;
  const std::int64_t length = c.options.integer("tokens");
  c.options.require(length >= 2, "tokens", text("must be at least 2", "须至少为 2"));
  const Side a = read_side(c, in[0]), b = read_side(c, in[1]);
  const std::int64_t batch = a.tokens.shape()[0];
  c.require(b.tokens.shape()[0] == batch, in, text("needs as many rows of each", "两者行数须相同"));
  const auto number = [&](std::int64_t n) {
    return g.scalar_like(a.count, static_cast<double>(n));
  };
  const Value half = number(length / 2), all = number(length),
              kept_a = g.minimum(a.count, g.maximum(half, all - b.count)),
              kept_b = g.minimum(b.count, all - kept_a);
  const Value place = g.broadcast_to(g.iota(i64, {1, length}, 1), {batch, length});
  const Value is_a = g.less(place, kept_a), is_b = g.less(place, kept_a + kept_b);
  if (c.options.flag("segments"))
    return g.select(is_a, g.scalar_like(place, 1),
                    g.select(is_b, g.scalar_like(place, 2), g.scalar_like(place, 0)));
  const Value shift = number(c.options.integer("shift"));
  return g.select(
      is_a, taken(c, a.tokens, place),
      g.select(is_b, taken(c, b.tokens, place - kept_a) + shift, g.scalar_like(place, 0)));
}

}  // namespace

LayerDef define_join_tokens_layer() {
  return {
      .name = "join_tokens",
      .constructor = "JoinTokens",
      .doc =
          "The tokens of two texts, one right behind the other: numbers of any type (batch, a) "
          "and\n"
          "(batch, b), 0 behind their ends -> i64 (batch, tokens). Where both do not fit, each "
          "keeps\n"
          "at least half of the room.\n"
          "Source: Devlin et al. 2019, BERT, sec. 3 (sentence pairs).",
      .arguments = {{"tokens", 2, "of a joined row"}},
      .options = {{"shift", 0, "is added to the tokens of the second text"},
                  {"segments", false,
                   "true: not the tokens, but 1 and 2 for the text they are of"}},
      .min_inputs = 2,
      .max_inputs = 2,
      .trace = trace_join_tokens,
  };
}

}  // namespace ingot
