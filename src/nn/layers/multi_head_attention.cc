#include <cmath>
#include <limits>

#include "nn/layers/attention.h"

namespace ingot {
namespace {

// (batch, tokens, width) -> (batch, heads, tokens, width / heads)
Value apart(LayerContext& c, const Value& x, std::int64_t heads) {
  const Shape& s = x.shape();
  return c.g.transpose(c.g.reshape(x, {s[0], s[1], heads, s[2] / heads}), {0, 2, 1, 3});
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

// Attention of the next tokens to all so far.
Value attend(LayerContext& c, const Value& q, const Value& k, const Value& v, std::int64_t heads) {
  Builder& g = c.g;
  const std::int64_t batch = q.shape()[0], tokens = q.shape()[1], width = q.shape()[2],
                     capacity = c.decoding()->capacity;
  const Value keys = remembered(c, "keys", apart(c, k, heads)),
              values = remembered(c, "values", apart(c, v, heads));
  const Value scores = g.matmul(apart(c, q, heads), keys, false, true) *
                       (1 / std::sqrt(static_cast<double>(width / heads)));
  const Ints grid{1, 1, tokens, capacity};
  const Value seen =
      g.less_equal(g.iota(i64, grid, 3), g.iota(i64, grid, 2) + c.decoding()->position);
  const Value masked = g.select(g.broadcast_to(seen, scores.shape().to_vector()), scores,
                                g.scalar_like(scores, -std::numeric_limits<double>::infinity()));
  const Value y = g.matmul(g.softmax(masked, -1), values);
  return g.reshape(g.transpose(y, {0, 2, 1, 3}), {batch, tokens, width});
}

Value trace_multi_head_attention(LayerContext& c, const Values& in) {
  const Value& x = in[0];
  c.require_rank(x, 3, text("(batch, tokens, width)", "(批次, 词元, 宽度)"));
  const std::int64_t batch = x.shape()[0], tokens = x.shape()[1], width = x.shape()[2],
                     heads = read_heads(c, width), asked = c.options.integer("queries"),
                     queries = asked == 0 ? tokens : asked;
  c.options.require(asked >= 0 && asked <= tokens, "queries",
                    text("must be at most the {} tokens", "不能超过 {} 个词元", tokens));
  const bool causal = c.options.flag("causal");
  c.options.require(!causal || queries == tokens, "queries",
                    text("must be all tokens where causal", "在 causal 时须为全部词元"));
  const Value asking = queries == tokens ? x : c.g.slice(x, {0, 0, 0}, {batch, queries, width});
  const Value q = project(c, asking, "query"), k = project(c, x, "key"), v = project(c, x, "value");
  if (c.decoding()) {
    c.require_decodable(causal && asked == 0);
    return project(c, attend(c, q, k, v, heads), "output");
  }
  const Value counts = read_counts(c, in, 1);
  const KeptWeights kept = keep_weights(c, {batch, heads, queries, tokens});
  return project(
      c, c.g.multi_head_attention(q, k, v, kept.keep, counts, heads, causal ? 1 : 0, kept.share),
      "output");
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
          "Source: Vaswani et al. 2017, Attention is all you need, sec. 3.2.2.",
      .arguments = {{"heads", 1, "parts of the width that attend on their own"}},
      .options = {{"causal", false, "true: no token sees a later one"},
                  {"dropout", 0.0, "of the attention's weights, while training"},
                  {"queries", 0, "the first so many tokens ask, and come out; 0: all"},
                  {"use_bias", true, "add one number for each output of the projections"},
                  {"kernel_initializer", Initializer("glorot_uniform"), "how the kernels start"}},
      .max_inputs = 2,
      .trace = trace_multi_head_attention,
  };
}

}  // namespace ingot
