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

Value trace_multi_head_attention(LayerContext& c, const Values& in) {
  const Value& x = in[0];
  c.require_rank(x, 3, text("(batch, tokens, width)", "(批次, 词元, 宽度)"));
  const std::int64_t batch = x.shape()[0], tokens = x.shape()[1], width = x.shape()[2],
                     heads = c.options.integer("heads");
  c.options.require(heads >= 1 && width % heads == 0, "heads",
                    text("must divide the width {}", "须能整除宽度 {}", width));
  // (batch, tokens, width) -> (batch, heads, tokens, width / heads)
  const auto by_heads = [&](const std::string& name) {
    const Value all = c.g.reshape(project(c, x, name), {batch, tokens, heads, width / heads});
    return c.g.transpose(all, {0, 2, 1, 3});
  };
  const Value q = by_heads("query"), k = by_heads("key"), v = by_heads("value");
  const Value mixed = c.g.attention(q, k, v, {}, 0.0, c.options.flag("causal") ? 1 : 0);
  return project(c, c.g.reshape(c.g.transpose(mixed, {0, 2, 1, 3}), {batch, tokens, width}),
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
          "what the heads found.\n"
          "Source: Vaswani et al. 2017, Attention is all you need, sec. 3.2.2.",
      .arguments = {{"heads", 1, "parts of the width that attend on their own"}},
      .options = {{"causal", false, "true: no token sees a later one"},
                  {"use_bias", true, "add one number for each output of the projections"},
                  {"kernel_initializer", Initializer("glorot_uniform"), "how the kernels start"}},
      .trace = trace_multi_head_attention,
  };
}

}  // namespace ingot
