#include "nn/layer_def.h"

namespace ingot {
namespace {

Value trace_token_scores(LayerContext& c, const Values& in) {
  const Value& x = in[0];
  c.require(x.rank() >= 2 && is_float(x.dtype()), in,
            text("needs floats (batch, ..., width)", "须为浮点数 (批次, ..., 宽度)"));
  const std::int64_t width = x.shape().back(), tokens = c.options.integer("tokens");
  c.options.require(tokens >= 1, "tokens", text("must be at least 1", "须至少为 1"));
  const Value table =
      c.shared_weight(c.options.string("shared"), "table", {x.dtype(), {tokens, width}},
                      c.options.initializer("table_initializer"), {tokens, width});
  Value scores = c.g.matmul(x, table, false, true);
  if (c.options.flag("use_bias"))
    scores = scores + c.weight("bias", {x.dtype(), {tokens}}, Initializer("zeros"), {});
  return c.activate(c.options.string("activation"), scores);
}

}  // namespace

LayerDef define_token_scores_layer() {
  return {
      .name = "token_scores",
      .constructor = "TokenScores",
      .doc =
          "x table^T (+ bias): how well a vector (batch, ..., width) goes with that of each "
          "token,\n"
          "(batch, ..., tokens). With `shared` the table is that of the embeddings that share the "
          "same\n"
          "name: tied weights.\n"
          "Source: Press and Wolf 2017, Using the output embedding to improve language models.",
      .arguments = {{"tokens", 1, "rows of the table"}},
      .options = {{"shared", "", "name of a table that several layers use; empty: its own"},
                  {"activation", "linear", "of the scores"},
                  {"use_bias", false, "add one number for each token"},
                  {"table_initializer", Initializer("uniform"), "how the table starts"}},
      .trace = trace_token_scores,
  };
}

}  // namespace ingot
