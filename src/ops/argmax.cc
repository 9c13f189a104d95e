#include "ops/along_axis.h"

namespace ingot {

OpDef define_argmax() {
  return {
      .name = "argmax",
      .doc =
          "The position of the largest element along `axis` as i64, the first one on ties;\n"
          "NaN counts as the largest, so the first NaN is found. The axis must not be empty.\n"
          "Source: NumPy reference, numpy.argmax.",
      .inputs = {{"x", "numbers, rank >= 1"}},
      .attrs = {{"axis", -1, "axis to search; negative counts from the end"},
                {"keep", drop_dims, "keep the axis with size 1"}},
      .infer = infer_position,
      .traits = {Trait::sort_like},
      .reference =
          [](const ReferenceArgs& r) {
            dispatch(r.input(0).dtype(), [&]<class T>() {
              first_position<T>(r, [](T x, T best) { return less_nan_last(best, x); });
            });
          },
      .no_grad = "its values are positions",
      .onnx = {.name = "ArgMax", .since = 13, .attrs = {{"axis", "axis"}, {"keep", "keepdims"}}},
      .samples = {"f32[3,7]", "f64[2,3,4] axis=1", "f32[2,3,4] axis=0 keep=keep",
                  "i64[9] range=0..3", "bf16[4,9]", "f32[0,5]", "u8[3,3] axis=-2"},
  };
}

}  // namespace ingot
