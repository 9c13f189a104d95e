#include <algorithm>

#include "nn/layer_def.h"

namespace ingot {

LayerDef define_position_embedding_layer() {
  return {
      .name = "position_embedding",
      .constructor = "PositionEmbedding",
      .doc =
          "Adds a learned vector for each position to (batch, tokens, width).\n"
          "Source: Dosovitskiy et al. 2021, An image is worth 16x16 words, eq. 1.",
      .options = {{"positions", 0, "of the table; at least as many as a row has tokens"},
                  {"initializer", Initializer("truncated_normal"), "how the table starts"}},
      .trace =
          [](LayerContext& c, const Values& in) {
            const Value& x = in[0];
            c.require_rank(x, 3, text("(batch, tokens, width)", "(批次, 词元, 宽度)"));
            const std::int64_t width = x.shape()[2], tokens = x.shape()[1],
                               positions = std::max(c.options.integer("positions"),
                                                    c.decoding() ? c.decoding()->context : tokens);
            const Value table = c.weight("table", {x.dtype(), {positions, width}},
                                         c.options.initializer("initializer"), {positions, width});
            if (c.decoding())
              return x + c.g.dynamic_slice(table, c.window_start(2, 0), {tokens, width});
            return x + (tokens == positions ? table : c.g.slice(table, {0, 0}, {tokens, width}));
          },
  };
}

}  // namespace ingot
