#include "nn/layers/dropping.h"

namespace ingot {

Value drop(LayerContext& c, const Value& x, int first_shared) {
  const double rate = c.options.number("rate");
  c.options.require(rate >= 0 && rate < 1, "rate",
                    text("must be in [0, 1), not {}", "须在 [0, 1) 内，而不是 {}", rate));
  if (!c.training() || rate == 0) return x;
  Ints shared;
  for (int axis = first_shared; axis < x.rank(); ++axis) shared.push_back(axis);
  return c.g.dropout(x, c.key(), rate, c.new_stream(), shared);
}

Value drop_rows(LayerContext& c, const Value& table) {
  const double rate = c.options.number("dropout");
  c.options.require(rate >= 0 && rate < 1, "dropout",
                    text("must be in [0, 1), not {}", "须在 [0, 1) 内，而不是 {}", rate));
  if (!c.training() || rate == 0) return table;
  // The table is one for all rows of the logical batch.
  const Value key = c.key() * c.g.constant(Tensor::from(Ints{1, 1, 0}, {3}));
  return c.g.dropout(table, key, rate, c.new_stream(), {1});
}

}  // namespace ingot
