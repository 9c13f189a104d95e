#include "ops/loops.h"

namespace ingot {

OpDef define_logsumexp() {
  return {
      .name = "logsumexp",
      .doc =
          "log(sum(exp(x))) over `axes`, shifted by max(x) so that it cannot overflow. -infinity\n"
          "of no elements or when all are -infinity; infinity when one is.\n"
          "Gradient: exp(x - y).\n"
          "Source: Blanchard, Higham and Higham 2021, eq. 1.3.",
      .inputs = {{"x", "float tensor"}},
      .attrs = {{"axes", Ints{}, "axes to reduce; empty: all"},
                {"keep", drop_dims, "keep these axes with size 1"}},
      .infer = infer_float_reduction,
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value x = n.input(0);
        const Ints axes = n.integers("axes");
        const Value top = g.max(x, axes, keep_dims);
        const Value shift = g.select(g.is_finite(top), top, g.scalar_like(x, 0));
        const Value sum = g.sum(g.exp(x - shift), axes, keep_dims);
        const Value y = g.log(sum) + shift;
        const Shape shape = reduced_shape(x.shape(), n.axes("axes"), n.keeps("keep"));
        return {y.shape() == shape ? y : g.reshape(y, shape.to_vector())};
      },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        const Value x = n.input(0), y = with_kept_axes(g, n, n.output(0));
        const Value shift = g.select(g.is_finite(y), y, g.scalar_like(x, 0));
        return {with_kept_axes(g, n, dy[0]) * g.exp(x - shift)};
      },
      .onnx = {.name = "ReduceLogSumExp",
               .since = 13,
               .attrs = {{"axes", "axes"}, {"keep", "keepdims"}}},
      .samples = {"f32[3,4]", "f64[2,3,4] axes=[1]", "f64[2,3,4] axes=[0,-1] keep=keep", "f64[]",
                  "f32[0,3] axes=[0] nograd", "f32[0,3] axes=[1]", "bf16[4,30] axes=[1]",
                  "f32[9] range=-500..500"},
  };
}

}  // namespace ingot
