#include "ops/common.h"

namespace ingot {

OpDef define_cast() {
  return {
      .name = "cast",
      .doc =
          "x as another element type. Float to integer truncates towards zero, takes the nearest\n"
          "value when out of range and 0 for NaN; integer to narrower integer wraps around; to\n"
          "bool is x != 0; from bool gives 0 or 1. To a narrower float rounds to nearest even.\n"
          "Source: IEEE 754-2019, sec. 5.4.",
      .inputs = {{"x", "any tensor"}},
      .attrs = {{"dtype", f32, "element type of the result"}},
      .infer =
          [](const NodeView& n) {
            return TensorType{n.dtype("dtype"), n.input_type(0).shape};
          },
      .scalar = [](const NodeView&, std::span<const Expr> x) { return x[0]; },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        return {g.cast(dy[0], n.input_type(0).dtype)};
      },
      .onnx = {.name = "Cast", .since = 13, .attrs = {{"dtype", "to"}}},
      .samples = {"f64[3,4] dtype=f32 nograd", "f32[3,4] dtype=f64", "f32[5] dtype=bf16 nograd",
                  "i64[4] dtype=f64", "f32[6] dtype=i64 range=-3..3", "bool[5] dtype=f32",
                  "f64[4] dtype=bool range=0..0.9 nograd", "f32[0,2] dtype=f64", "f64[] dtype=f64",
                  "f32[4] dtype=u8 range=-300..300", "i64[4] dtype=i8 range=-300..300"},
  };
}

}  // namespace ingot
