#include "nn/layers/dropping.h"

namespace ingot {

LayerDef define_embedding_layer() {
  return {
      .name = "embedding",
      .constructor = "Embedding",
      .doc =
          "Row i of a table for each number i: integers (batch, ...) -> (batch, ..., output_dim).\n"
          "Source: Bengio et al. 2003, A neural probabilistic language model, sec. 2.",
      .arguments = {{"input_dim", 1, "rows of the table: numbers are 0 .. input_dim - 1"},
                    {"output_dim", 1, "width of a row"}},
      .options = {{"table_initializer", Initializer("uniform"), "how the table starts"},
                  {"shared", "", "name of a table that several layers use; empty: its own"},
                  {"dropout", 0.0, "of whole rows of the table while training"},
                  {"dtype", "f32", "element type of the table"}},
      .trace =
          [](LayerContext& c, const Values& in) {
            const std::int64_t rows = c.options.integer("input_dim"),
                               width = c.options.integer("output_dim");
            c.options.require(rows >= 1, "input_dim", text("must be at least 1", "须至少为 1"));
            c.options.require(width >= 1, "output_dim", text("must be at least 1", "须至少为 1"));
            c.require(in[0].rank() >= 1 && (in[0].dtype() == i64 || in[0].dtype() == i32), in,
                      text("needs integers (batch, ...)", "须为整数 (批次, ...)"));
            const TensorType type{parse_dtype(c.options.string("dtype")), {rows, width}};
            const Value table =
                c.shared_weight(c.options.string("shared"), "table", type,
                                c.options.initializer("table_initializer"), {rows, width});
            return c.g.embedding(drop_rows(c, table), in[0]);
          },
  };
}

}  // namespace ingot
