#include "nn/layer_def.h"

namespace ingot {
namespace {

Value trace_columns(LayerContext& c, const Values& in) {
  const Value& x = in[0];
  c.require_rank(x, 2, text("(batch, width)", "(批次, 宽度)"));
  const Ints& indices = c.options.integers("indices");
  const std::int64_t width = x.shape()[1];
  c.options.require(!indices.empty(), "indices", text("must name a column", "须至少给出一列"));
  bool together = true;
  for (std::size_t i = 0; i < indices.size(); ++i) {
    c.options.require(
        indices[i] >= 0 && indices[i] < width, "indices",
        text("{} is not one of the {} columns", "{} 不在 {} 列之中", indices[i], width));
    together = together && indices[i] == indices[0] + static_cast<std::int64_t>(i);
  }
  if (together) return c.g.slice(x, {0, indices.front()}, {x.shape()[0], indices.back() + 1});
  const auto count = static_cast<std::int64_t>(indices.size());
  return c.g.gather(x, c.g.constant(Tensor::from(indices, {count})), 1);
}

}  // namespace

LayerDef define_columns_layer() {
  return {
      .name = "columns",
      .constructor = "Columns",
      .doc =
          "Some columns of (batch, width) in the given order.\n"
          "Source: NumPy reference, numpy.take.",
      .arguments = {{"indices", Ints{}, "of the columns, from 0"}},
      .trace = trace_columns,
  };
}

}  // namespace ingot
