#include "ops/loops.h"

namespace ingot {

OpDef define_norm() {
  return {
      .name = "norm",
      .doc =
          "The Euclidean norm sqrt(sum(x^2)) over `axes`; 0 of no elements. Squares overflow "
          "above\n"
          "1.8e19 in f32.\n"
          "Gradient: x / norm(x), and 0 where the norm is 0.\n"
          "Source: Golub and Van Loan 2013, Matrix Computations, sec. 2.2.",
      .inputs = {{"x", "float tensor"}},
      .attrs = {{"axes", Ints{}, "axes to reduce; empty: all"},
                {"keep", drop_dims, "keep these axes with size 1"}},
      .infer = infer_float_reduction,
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value given = n.input(0);
        const bool narrow_type = size_bytes(given.dtype()) == 2;
        const Value x = narrow_type ? g.cast(given, f32) : given;
        const Value y = g.sqrt(g.sum(g.square(x), n.integers("axes"), n.keeps("keep")));
        return {narrow_type ? g.cast(y, given.dtype()) : y};
      },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        const Value x = n.input(0), y = with_kept_axes(g, n, n.output(0));
        const Value zero = g.scalar_like(x, 0), one = g.scalar_like(x, 1);
        const Value none = g.equal(y, zero);
        const Value direction = g.select(none, zero, x / g.select(none, one, y));
        return {with_kept_axes(g, n, dy[0]) * direction};
      },
      .onnx = {.name = "ReduceL2", .since = 13, .attrs = {{"axes", "axes"}, {"keep", "keepdims"}}},
      .samples = {"f32[3,4]", "f64[2,3,4] axes=[1]", "f64[2,3,4] axes=[0,-1] keep=keep",
                  "f64[] range=0.5..1", "f32[0,3] axes=[0]", "f32[0,3] axes=[1]",
                  "bf16[4,30] axes=[1]", "f32[3] range=0..0 nograd"},
  };
}

}  // namespace ingot
