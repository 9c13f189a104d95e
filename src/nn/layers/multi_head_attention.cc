#include <cmath>
#include <limits>

#include "nn/layers/attention.h"
#include "nn/layers/attention_places.h"

namespace ingot {
namespace {

// (batch, tokens, n * width) -> (batch, n, tokens, width)
Value apart(LayerContext& c, const Value& x, std::int64_t n) {
  const Shape& s = x.shape();
  return c.g.transpose(c.g.reshape(x, {s[0], s[1], n, s[2] / n}), {0, 2, 1, 3});
}

// The rows of earlier tokens with these behind them.
Value remembered(LayerContext& c, const std::string& name, const Value& rows) {
  const Shape& now = rows.shape();
  const Value before =
      c.recall(name, {rows.dtype(), {now[0], now[1], c.decoding()->capacity, now[3]}});
  const Value all = c.g.dynamic_update_slice(before, rows, c.window_start(4, 2));
  c.keep(name, all);
  return all;
}

// Heads that attend on their own, of which groups share keys and values.
struct HeadCounts {
  std::int64_t all, of_keys;
};

// Attention of the next tokens to all so far. The heads of one group ask as if they were further
// tokens.
Value attend(LayerContext& c, const AttentionInputs& in, const HeadCounts& heads,
             const AttentionPlaces& places) {
  Builder& g = c.g;
  const std::int64_t batch = in.q.shape()[0], tokens = in.q.shape()[1], width = in.q.shape()[2],
                     group = heads.all / heads.of_keys, capacity = c.decoding()->capacity,
                     head_width = width / heads.all;
  const Value keys = remembered(c, "keys", apart(c, in.k, heads.of_keys)),
              values = remembered(c, "values", apart(c, in.v, heads.of_keys));
  const Value asked =
      g.reshape(apart(c, in.q, heads.all), {batch, heads.of_keys, group * tokens, head_width});
  const Ints apart_again{batch, heads.all, tokens, capacity};
  Value scores = g.reshape(g.matmul(asked, keys, false, true), apart_again) *
                 (1 / std::sqrt(static_cast<double>(head_width)));
  if (const Value bias = places.bias(scores.dtype(), capacity)) scores = scores + bias;
  const Ints grid{1, 1, tokens, capacity};
  Value seen = g.less_equal(g.iota(i64, grid, 3), g.iota(i64, grid, 2) + c.decoding()->position);
  if (c.segments())
    seen = g.logical_and(seen, g.equal(g.reshape(c.segments(), {batch, 1, tokens, 1}),
                                       g.reshape(c.decoding()->segments, {batch, 1, 1, capacity})));
  const Value masked = g.select(g.broadcast_to(seen, apart_again), scores,
                                g.scalar_like(scores, -std::numeric_limits<double>::infinity()));
  const Value weights =
      g.reshape(g.softmax(masked, -1), {batch, heads.of_keys, group * tokens, capacity});
  const Value y = g.reshape(g.matmul(weights, values), {batch, heads.all, tokens, head_width});
  return g.reshape(g.transpose(y, {0, 2, 1, 3}), {batch, tokens, width});
}

// Each head of keys or values once for each head of its group.
Value repeated(LayerContext& c, const Value& x, const HeadCounts& heads) {
  if (heads.all == heads.of_keys) return x;
  const Shape& s = x.shape();
  const std::int64_t group = heads.all / heads.of_keys, width = s[2] / heads.of_keys;
  const Value one = c.g.reshape(x, {s[0], s[1], heads.of_keys, 1, width});
  return c.g.reshape(c.g.broadcast_to(one, {s[0], s[1], heads.of_keys, group, width}),
                     {s[0], s[1], heads.all * width});
}

HeadCounts read_head_counts(LayerContext& c, std::int64_t width) {
  const std::int64_t heads = read_heads(c, width), asked = c.options.integer("key_heads"),
                     of_keys = asked == 0 ? heads : asked;
  c.options.require(of_keys >= 1 && heads % of_keys == 0, "key_heads",
                    text("must divide the {} heads", "须能整除 {} 个头", heads));
  return {heads, of_keys};
}

Value trace_multi_head_attention(LayerContext& c, const Values& in) {
  const Value& x = in[0];
  c.require_rank(x, 3, text("(batch, tokens, width)", "(批次, 词元, 宽度)"));
  const std::int64_t batch = x.shape()[0], tokens = x.shape()[1], width = x.shape()[2],
                     asked = c.options.integer("queries"), queries = asked == 0 ? tokens : asked;
  const HeadCounts heads = read_head_counts(c, width);
  const std::int64_t head_width = width / heads.all, key_width = heads.of_keys * head_width;
  c.options.require(asked >= 0 && asked <= tokens, "queries",
                    text("must be at most the {} tokens", "不能超过 {} 个词元", tokens));
  const bool causal = c.options.flag("causal");
  c.options.require(!causal || queries == tokens, "queries",
                    text("must be all tokens where causal", "在 causal 时须为全部词元"));
  const AttentionPlaces places(c, heads.all, head_width, causal);
  const Value asking = queries == tokens ? x : c.g.slice(x, {0, 0, 0}, {batch, queries, width});
  const Value q = places.turned(project(c, asking, "query")),
              k = places.turned(project(c, x, "key", key_width)),
              v = project(c, x, "value", key_width);
  if (c.decoding()) {
    c.require_decodable(causal && asked == 0);
    return project(c, attend(c, {q, k, v}, heads, places), "output");
  }
  const Value counts = read_counts(c, in, 1);
  const KeptWeights kept = keep_weights(c, {batch, heads.all, queries, tokens});
  const AttentionInputs all = places.widened({q, repeated(c, k, heads), repeated(c, v, heads)});
  const Value y = c.g.multi_head_attention(all.q, all.k, all.v, kept.keep, counts,
                                           asked == 0 ? c.segments() : Value(), heads.all,
                                           causal ? 1 : 0, kept.share);
  return project(c, places.narrowed(y), "output");
}

}  // namespace

LayerDef define_multi_head_attention_layer() {
  return {
      .name = "multi_head_attention",
      .constructor = "MultiHeadAttention",
      .doc =
          "Self-attention of (batch, tokens, width): queries, keys and values are each a "
          "projection\n"
          "of the input, a head attends with width / heads of each, and another projection mixes\n"
          "what the heads found. A second input, i64 (batch), says how many tokens a row has; "
          "those\n"
          "behind are seen by none.\n"
          "Source: Vaswani et al. 2017, Attention is all you need, sec. 3.2.2; key_heads: Ainslie "
          "et "
          "al.\n"
          "2023, GQA; rotary: Su et al. 2021, RoFormer; alibi: Press et al. 2022.",
      .arguments = {{"heads", 1, "parts of the width that attend on their own"}},
      .options = {{"causal", false, "true: no token sees a later one"},
                  {"dropout", 0.0, "of the attention's weights, while training"},
                  {"key_heads", 0,
                   "of keys and values, each for a group of heads; 0: one for each"},
                  {"places", "none",
                   "rotary: q and k turn with a token's place; alibi: far keys count less"},
                  {"queries", 0, "the first so many tokens ask, and come out; 0: all"},
                  {"use_bias", true, "add one number for each output of the projections"},
                  {"kernel_initializer", Initializer("glorot_uniform"), "how the kernels start"}},
      .max_inputs = 2,
      .trace = trace_multi_head_attention,
  };
}

}  // namespace ingot
