#include "ops/loops.h"

namespace ingot {

OpDef define_min() {
  return {
      .name = "min",
      .doc =
          "The smallest element over `axes`; NaN when one is NaN. Of no elements: infinity, for\n"
          "integers the highest value.\n"
          "Gradient: shared equally by all elements that are the smallest.\n"
          "Source: NumPy reference, numpy.min.",
      .inputs = {{"x", "numbers"}},
      .attrs = {{"axes", Ints{}, "axes to reduce; empty: all"},
                {"keep", drop_dims, "keep these axes with size 1"}},
      .infer = infer_reduction,
      .reference =
          [](const ReferenceArgs& r) {
            dispatch(r.input(0).dtype(), [&]<class T>() {
              using A = Compute<T>;
              reduce<T>(
                  r.input(0), r.node().axes("axes"), highest_value<A>(),
                  [](A acc, T x) { return (A(x) < acc || is_nan(x)) && !is_nan(acc) ? A(x) : acc; },
                  r.output(0).mutable_data<T>().data(), [](A acc) { return narrow<T>(acc); });
            });
          },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        return {extremum_gradient(g, n, dy[0])};
      },
      .onnx = {.name = "ReduceMin", .since = 13, .attrs = {{"axes", "axes"}, {"keep", "keepdims"}}},
      .samples = {"f32[3,4] kinks", "f64[2,3,4] axes=[1] kinks",
                  "f64[2,3,4] axes=[0,-1] keep=keep kinks", "f64[]", "f32[0,3] axes=[0] nograd",
                  "f32[0,3] axes=[1]", "bf16[4,9] axes=[1] kinks", "i64[3,4] axes=[0]", "u8[0]"},
  };
}

}  // namespace ingot
