#include "ops/common.h"

namespace ingot {
namespace {

TensorTypes infer_dropout(const NodeView& n) {
  n.require_float(0);
  require_dtype(n, 1, i64);
  n.require(n.input_type(1).shape == Shape{3}, text("key must be i64[3]", "key 须为 i64[3]"));
  const double rate = n.number("rate");
  if (!(rate >= 0 && rate <= 1))
    throw n.fail("bad_attribute",
                 text("rate={} is outside 0 .. 1", "rate={} 不在 0 到 1 之间", rate));
  for (std::int64_t given : n.integers("shared_axes"))
    if (resolve_axis(n, given, n.input_type(0).rank()) == 0)
      throw n.fail("bad_axis",
                   text("rows (axis 0) cannot share a decision", "各行 (轴 0) 不能共用同一决定"));
  return infer_same(n);
}

}  // namespace

OpDef define_dropout() {
  return {
      .name = "dropout",
      .doc =
          "Each element becomes 0 with probability `rate`, else x / (1 - rate), so that the mean\n"
          "stays. Elements that differ only along `shared_axes` share a decision ([2, 3] drops\n"
          "whole channels of pictures). The decision of element e of row r is a function of\n"
          "(seed, step, stream, first row + r, e) alone. A rate of 1 gives 0; a dropped NaN is 0.\n"
          "Source: Srivastava et al. 2014, Dropout.",
      .inputs = {{"x", "float tensor; axis 0 counts rows"},
                 {"key", "i64[3]: seed, step, first row"}},
      .attrs = {{"rate", 0.5, "probability of 0"},
                {"stream", 0, "tells the dropouts of one step apart"},
                {"shared_axes", Ints{}, "axes along which all elements share one decision"}},
      .infer = infer_dropout,
      .traits = {Trait::random, Trait::training_only},
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value x = n.input(0);
        const double kept = 1 - n.number("rate");
        Shape shape = x.shape();
        for (std::int64_t axis : n.integers("shared_axes"))
          shape.set(resolve_axis(n, axis, shape.rank()), 1);
        const Value mask =
            g.random_bernoulli(n.input(1), shape.to_vector(), kept, n.integer("stream"));
        return {g.select(mask, x * (kept > 0 ? 1 / kept : 0.0), g.scalar_like(x, 0))};
      },
      // Linear in x with a symmetric matrix: the same decisions on the gradient.
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        return {g.dropout(dy[0], n.input(1), n.number("rate"), n.integer("stream"),
                          n.integers("shared_axes")),
                {}};
      },
      .samples = {"f32[3,5] i64[3]", "f64[2,3,2,2] i64[3] rate=0.3 shared_axes=[2,3]",
                  "f32[0,4] i64[3]", "f32[2,4] i64[3] rate=0.0", "f32[2,4] i64[3] rate=1.0",
                  "bf16[8] i64[3] rate=0.25 stream=5"},
  };
}

}  // namespace ingot
