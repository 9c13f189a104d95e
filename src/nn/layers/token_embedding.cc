#include "nn/layers/dropping.h"

namespace ingot {
namespace {

Value trace_token_embedding(LayerContext& c, const Values& in) {
  const Value& x = in[0];
  c.require_rank(x, 2, text("(batch, tokens)", "(批次, 词元)"));
  const std::int64_t rows = c.options.integer("input_dim"), width = c.options.integer("output_dim");
  c.options.require(rows >= 1, "input_dim", text("must be at least 1", "须至少为 1"));
  c.options.require(width >= 1, "output_dim", text("must be at least 1", "须至少为 1"));
  const DType dtype = parse_dtype(c.options.string("dtype"));
  const Value ids = is_float(x.dtype()) ? c.g.cast(x, i64) : x;
  const Value table = c.shared_weight(c.options.string("shared"), "table", {dtype, {rows, width}},
                                      c.options.initializer("table_initializer"), {rows, width});
  // What stands for the end of a text is nothing.
  const Value known = c.g.greater(ids, c.g.scalar_like(ids, 0));
  return c.g.embedding(drop_rows(c, table), ids) *
         c.g.reshape(c.g.cast(known, dtype), {x.shape()[0], x.shape()[1], 1});
}

}  // namespace

LayerDef define_token_embedding_layer() {
  return {
      .name = "token_embedding",
      .constructor = "TokenEmbedding",
      .doc =
          "Row i of a table for each number i of a token, zeros for number 0, the padding;\n"
          "(batch, tokens), whole numbers of any type -> (batch, tokens, output_dim).\n"
          "Source: Bengio et al. 2003, A neural probabilistic language model, sec. 2.",
      .arguments = {{"input_dim", 1, "rows of the table: numbers are 0 .. input_dim - 1"},
                    {"output_dim", 1, "width of a row"}},
      .options = {{"table_initializer", Initializer("uniform"), "how the table starts"},
                  {"shared", "", "name of a table that several layers use; empty: its own"},
                  {"dropout", 0.0, "of whole rows of the table while training"},
                  {"dtype", "f32", "element type of the table"}},
      .trace = trace_token_embedding,
  };
}

}  // namespace ingot
