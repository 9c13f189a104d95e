#include "nn/layer_def.h"

namespace ingot {
namespace {

Value trace_embedding_bag(LayerContext& c, const Values& in) {
  const Value &numbers = in[0], &weights = in[1];
  const std::int64_t rows = c.options.integer("input_dim"), width = c.options.integer("output_dim");
  c.options.require(rows >= 1, "input_dim", text("must be at least 1", "须至少为 1"));
  c.options.require(width >= 1, "output_dim", text("must be at least 1", "须至少为 1"));
  c.require(numbers.rank() == 2 && numbers.shape() == weights.shape() && is_float(weights.dtype()),
            in, text("needs numbers and weights (batch, places)", "须为编号与权重 (批次, 位置)"));
  const std::int64_t batch = weights.shape()[0], places = weights.shape()[1];
  const Value ids = is_float(numbers.dtype()) ? c.g.cast(numbers, i64) : numbers;
  const Value table = c.weight("table", {weights.dtype(), {rows, width}},
                               c.options.initializer("table_initializer"), {rows, width});
  const Value sum =
      c.g.reshape(c.g.matmul(c.g.reshape(weights, {batch, 1, places}), c.g.embedding(table, ids)),
                  {batch, width});
  if (!c.options.flag("use_bias")) return c.activate(c.options.string("activation"), sum);
  const Value bias =
      c.weight("bias", {weights.dtype(), {width}}, c.options.initializer("bias_initializer"), {});
  return c.activate(c.options.string("activation"), sum + bias);
}

}  // namespace

LayerDef define_embedding_bag_layer() {
  return {
      .name = "embedding_bag",
      .constructor = "EmbeddingBag",
      .doc =
          "The weighted sum of rows of a table, plus bias, then the activation: numbers of rows\n"
          "(whole numbers of any type) and weights, both (batch, places) -> (batch, output_dim). "
          "A\n"
          "dense layer on a sparse row.\n"
          "Source: Joulin et al. 2017, Bag of tricks for efficient text classification, sec. 2.",
      .arguments = {{"input_dim", 1, "rows of the table"}, {"output_dim", 1, "width of a row"}},
      .options = {{"activation", "linear", "name of an activation"},
                  {"use_bias", true, "add one number for each output"},
                  {"table_initializer", Initializer("uniform"), "how the table starts"},
                  {"bias_initializer", Initializer("zeros"), "how the bias starts"}},
      .min_inputs = 2,
      .max_inputs = 2,
      .trace = trace_embedding_bag,
  };
}

}  // namespace ingot
