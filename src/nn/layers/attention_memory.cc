#include "nn/layers/attention.h"

namespace ingot {

LayerDef define_attention_memory_layer() {
  return {
      .name = "attention_memory",
      .constructor = "AttentionMemory",
      .doc =
          "What CrossAttention looks at: the keys and values of (batch, tokens, width), side by "
          "side,\n"
          "(batch, tokens, 2 width). A layer of its own, so that a text that is being written "
          "need\n"
          "not compute them again for each token.\n"
          "Source: Vaswani et al. 2017, Attention is all you need, sec. 3.2.3.",
      .options = {{"use_bias", true, "add one number for each output of the projections"},
                  {"kernel_initializer", Initializer("glorot_uniform"), "how the kernels start"}},
      .trace =
          [](LayerContext& c, const Values& in) {
            c.require_rank(in[0], 3, text("(batch, tokens, width)", "(批次, 词元, 宽度)"));
            return c.g.concat({project(c, in[0], "key"), project(c, in[0], "value")}, 2);
          },
  };
}

}  // namespace ingot
