#include "ops/loops.h"

namespace ingot {
namespace {

double divisor(const NodeView& n) {
  return static_cast<double>(reduced_count(n) - n.integer("correction"));
}

}  // namespace

OpDef define_variance() {
  return {
      .name = "variance",
      .doc =
          "sum((x - mean(x))^2) / (count - correction) over `axes`, in two passes; NaN of no\n"
          "elements. `correction` 0 gives the population's variance, 1 the unbiased estimate.\n"
          "Gradient: 2 (x - mean(x)) / (count - correction).\n"
          "Source: Higham 2002, Accuracy and Stability of Numerical Algorithms, sec. 1.9.",
      .inputs = {{"x", "float tensor"}},
      .attrs = {{"axes", Ints{}, "axes to reduce; empty: all"},
                {"keep", drop_dims, "keep these axes with size 1"},
                {"correction", 0, "taken from the count"}},
      .infer = infer_float_reduction,
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value given = n.input(0);
        const bool narrow_type = size_bytes(given.dtype()) == 2;
        const Value x = narrow_type ? g.cast(given, f32) : given;
        const Ints axes = n.integers("axes");
        const Value squares = g.square(x - g.mean(x, axes, keep_dims));
        const Value y = g.sum(squares, axes, n.keeps("keep")) / divisor(n);
        return {narrow_type ? g.cast(y, given.dtype()) : y};
      },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        const Value x = n.input(0), mean = g.mean(x, n.integers("axes"), keep_dims);
        return {(x - mean) * (with_kept_axes(g, n, dy[0]) * (2.0 / divisor(n)))};
      },
      .samples = {"f32[3,4]", "f64[2,3,4] axes=[1]",
                  "f64[2,3,4] axes=[0,-1] keep=keep correction=1", "f64[]",
                  "f32[0,3] axes=[0] nograd", "f32[0,3] axes=[1]", "bf16[4,30] axes=[1]",
                  "f32[50] range=1000..1001"},
  };
}

}  // namespace ingot
