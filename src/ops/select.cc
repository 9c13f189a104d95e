#include "ops/common.h"

namespace ingot {

OpDef define_select() {
  return {
      .name = "select",
      .doc =
          "a where the condition is true, else b, with broadcasting. The side that is not taken\n"
          "is never looked at: its NaN and infinities reach neither the value nor the gradient.\n"
          "Source: NumPy reference, numpy.where.",
      .inputs = {{"condition", "boolean tensor, broadcast"},
                 {"a", "any tensor, broadcast"},
                 {"b", "of the same dtype, broadcast"}},
      .infer =
          [](const NodeView& n) {
            require_dtype(n, 0, boolean);
            n.require_same_dtype(1, 2);
            return TensorType{n.input_type(1).dtype, infer_shape(n)};
          },
      .scalar = [](const NodeView&,
                   std::span<const Expr> x) { return scalar::select(x[0], x[1], x[2]); },
      .onnx = {.name = "Where", .since = 16},
      .samples = {"bool[3,4] f32[3,4] f32[3,4]", "bool[4,1] f64[1,5] f64[]", "bool[] f64[3] f64[3]",
                  "bool[5] i64[5] i64[1]", "bool[0,2] f32[0,2] f32[2]", "bool[6] bf16[6] bf16[6]",
                  "bool[3] bool[3] bool[3]"},
  };
}

}  // namespace ingot
