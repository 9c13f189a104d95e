#include <cmath>
#include <limits>

#include "nn/layer_def.h"

namespace ingot {
namespace {

// x kernel + bias over the last axis, which keeps its width.
Value project(LayerContext& c, const Value& x, const std::string& name) {
  const std::int64_t width = x.shape().back();
  const Value y =
      c.g.matmul(x, c.weight(name + "_kernel", {x.dtype(), {width, width}},
                             c.options.initializer("kernel_initializer"), {width, width}));
  if (!c.options.flag("use_bias")) return y;
  return y + c.weight(name + "_bias", {x.dtype(), {width}}, "zeros", {});
}

// (1, tokens, width) -> (1, heads, tokens, width / heads)
Value apart(LayerContext& c, const Value& x, std::int64_t heads) {
  const std::int64_t tokens = x.shape()[1], width = x.shape()[2];
  return c.g.transpose(c.g.reshape(x, {1, tokens, heads, width / heads}), {0, 2, 1, 3});
}

// The rows of earlier tokens with these behind them.
Value remembered(LayerContext& c, const std::string& name, const Value& rows) {
  const Shape& now = rows.shape();
  const Value before = c.recall(name, {rows.dtype(), {1, now[1], c.decoding()->capacity, now[3]}});
  const Value all = c.g.dynamic_update_slice(before, rows, c.window_start(4, 2));
  c.keep(name, all);
  return all;
}

// Attention of the next tokens to all so far.
Value attend(LayerContext& c, const Value& q, const Value& k, const Value& v, std::int64_t heads) {
  Builder& g = c.g;
  const std::int64_t tokens = q.shape()[1], width = q.shape()[2], capacity = c.decoding()->capacity;
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
  return g.reshape(g.transpose(y, {0, 2, 1, 3}), {1, tokens, width});
}

Value trace_multi_head_attention(LayerContext& c, const Values& in) {
  const Value& x = in[0];
  c.require_rank(x, 3, text("(batch, tokens, width)", "(批次, 词元, 宽度)"));
  const std::int64_t batch = x.shape()[0], tokens = x.shape()[1], width = x.shape()[2],
                     heads = c.options.integer("heads"), asked = c.options.integer("queries"),
                     queries = asked == 0 ? tokens : asked;
  c.options.require(heads >= 1 && width % heads == 0, "heads",
                    text("must divide the width {}", "须能整除宽度 {}", width));
  c.options.require(asked >= 0 && asked <= tokens, "queries",
                    text("must be at most the {} tokens", "不能超过 {} 个词元", tokens));
  const double dropout = c.options.number("dropout");
  c.options.require(dropout >= 0 && dropout < 1, "dropout",
                    text("must be in [0, 1), not {}", "须在 [0, 1) 内，而不是 {}", dropout));
  const bool causal = c.options.flag("causal");
  c.options.require(!causal || queries == tokens, "queries",
                    text("must be all tokens where causal", "在 causal 时须为全部词元"));
  const Value asking = queries == tokens ? x : c.g.slice(x, {0, 0, 0}, {batch, queries, width});
  const Value q = project(c, asking, "query"), k = project(c, x, "key"), v = project(c, x, "value");
  if (c.decoding()) {
    c.require_decodable(causal && asked == 0);
    return project(c, attend(c, q, k, v, heads), "output");
  }
  const Value counts = in.size() > 1 ? in[1] : Value();
  c.require(!counts || (counts.dtype() == i64 && counts.shape() == Shape{batch}), in,
            text("needs counts i64 (batch)", "的计数须为 i64 (批次)"));
  Value keep;
  if (c.training() && dropout != 0)
    keep =
        c.g.random_bernoulli(c.key(), {batch, heads, queries, tokens}, 1 - dropout, c.new_stream());
  return project(c,
                 c.g.multi_head_attention(q, k, v, keep, counts, heads, causal ? 1 : 0,
                                          keep ? 1 - dropout : 1.0),
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
