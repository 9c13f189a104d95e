#include "ops/loops.h"

namespace ingot {

OpDef define_mean() {
  return {
      .name = "mean",
      .doc =
          "sum(x) / count over `axes`; NaN of no elements. 16-bit floats are summed as f32, so "
          "that\n"
          "the sum cannot overflow.\n"
          "Source: Higham 2002, Accuracy and Stability of Numerical Algorithms, sec. 1.9.",
      .inputs = {{"x", "float tensor"}},
      .attrs = {{"axes", Ints{}, "axes to average over; empty: all"},
                {"keep", drop_dims, "keep these axes with size 1"}},
      .infer = infer_float_reduction,
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value x = n.input(0);
        const Value wide = size_bytes(x.dtype()) == 2 ? g.cast(x, f32) : x;
        const Value sum = g.sum(wide, n.integers("axes"), n.keeps("keep"));
        const Value mean = sum / static_cast<double>(reduced_count(n));
        return {size_bytes(x.dtype()) == 2 ? g.cast(mean, x.dtype()) : mean};
      },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        const Value share = with_kept_axes(g, n, dy[0]) / static_cast<double>(reduced_count(n));
        return {g.broadcast_to(share, n.input_type(0).shape.to_vector())};
      },
      .onnx = {.name = "ReduceMean",
               .since = 13,
               .attrs = {{"axes", "axes"}, {"keep", "keepdims"}}},
      .samples = {"f32[3,4]", "f64[2,3,4] axes=[1]", "f64[2,3,4] axes=[0,-1] keep=keep", "f64[]",
                  "f32[0,3] axes=[0] nograd", "f32[0,3] axes=[1]", "bf16[4,100] axes=[1]",
                  "f16[100] range=5000..60000 nograd"},
  };
}

}  // namespace ingot
