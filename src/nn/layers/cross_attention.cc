#include "nn/layers/attention.h"

namespace ingot {
namespace {

Value trace_cross_attention(LayerContext& c, const Values& in) {
  const Value &x = in[0], &memory = in[1];
  c.require_rank(x, 3, text("(batch, tokens, width)", "(批次, 词元, 宽度)"));
  const std::int64_t batch = x.shape()[0], width = x.shape()[2], heads = read_heads(c, width);
  c.require(memory.rank() == 3 && memory.shape()[0] == batch && memory.shape()[2] == 2 * width, in,
            text("needs (batch, tokens, width) and an attention_memory of that width",
                 "需要 (批次, 词元, 宽度) 和同宽的 attention_memory"));
  const std::int64_t keys = memory.shape()[1];
  const Value counts = read_counts(c, in, 2);
  const KeptWeights kept = keep_weights(c, {batch, heads, x.shape()[1], keys});
  const Value k = c.g.slice(memory, {0, 0, 0}, {batch, keys, width}),
              v = c.g.slice(memory, {0, 0, width}, {batch, keys, 2 * width});
  return project(c,
                 c.g.multi_head_attention(project(c, x, "query"), k, v, kept.keep, counts, {},
                                          heads, 0, kept.share),
                 "output");
}

}  // namespace

LayerDef define_cross_attention_layer() {
  return {
      .name = "cross_attention",
      .constructor = "CrossAttention",
      .doc =
          "Attention of (batch, tokens, width) to another row, given as an AttentionMemory of the\n"
          "same width. A third input, i64 (batch), says how many tokens that row has; those "
          "behind\n"
          "are seen by none.\n"
          "Source: Vaswani et al. 2017, Attention is all you need, sec. 3.2.3.",
      .arguments = {{"heads", 1, "parts of the width that attend on their own"}},
      .options = {{"dropout", 0.0, "of the attention's weights, while training"},
                  {"use_bias", true, "add one number for each output of the projections"},
                  {"kernel_initializer", Initializer("glorot_uniform"), "how the kernels start"}},
      .min_inputs = 2,
      .max_inputs = 3,
      .trace = trace_cross_attention,
  };
}

}  // namespace ingot
