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

}  // namespace ingot
