#include "ops/loops.h"

namespace ingot {

OpDef define_sum() {
  return {
      .name = "sum",
      .doc =
          "The sum over `axes`; 0 of no elements. Floats are added in double, one after the other\n"
          "in row-major order, and rounded once; integers wrap around.\n"
          "Source: Higham 2002, Accuracy and Stability of Numerical Algorithms, sec. 4.1.",
      .inputs = {{"x", "numbers"}},
      .attrs = {{"axes", Ints{}, "axes to sum over; empty: all"},
                {"keep", drop_dims, "keep the summed axes with size 1"}},
      .infer = infer_reduction,
      .reference =
          [](const ReferenceArgs& r) {
            dispatch(r.input(0).dtype(), [&]<class T>() {
              using A = Accumulator<T>;
              reduce<T>(
                  r.input(0), r.node().axes("axes"), A{0},
                  [](A acc, T x) { return acc + widen(x); }, r.output(0).mutable_data<T>().data(),
                  [](A acc) { return narrow<T>(acc); });
            });
          },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        return {g.broadcast_to(with_kept_axes(g, n, dy[0]), n.input_type(0).shape.to_vector())};
      },
      .onnx = {.name = "ReduceSum", .since = 13, .attrs = {{"keep", "keepdims"}}},
      .samples = {"f32[3,4]", "f64[2,3,4] axes=[1]", "f64[2,3,4] axes=[0,-1] keep=keep", "f64[]",
                  "f32[0,3] axes=[0]", "f32[0,3] axes=[1]", "bf16[4,100] axes=[1]",
                  "i64[3,4] axes=[0]", "u8[5] range=100..200"},
  };
}

}  // namespace ingot
