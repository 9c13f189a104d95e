#include "ops/common.h"

namespace ingot {

OpDef define_stack() {
  return {
      .name = "stack",
      .doc =
          "The inputs, all of one type, side by side along a new axis.\n"
          "Source: NumPy reference, numpy.stack.",
      .inputs = {{"inputs", "tensors of one type", Arity::variadic}},
      .attrs = {{"axis", 0, "position of the new axis; negative counts from the end"}},
      .infer =
          [](const NodeView& n) {
            n.require(n.num_inputs() > 0, text("needs at least one input", "至少需要一个输入"));
            const TensorType& x = n.input_type(0);
            for (int i = 1; i < n.num_inputs(); ++i) {
              n.require_same_dtype(0, i);
              n.require(n.input_type(i).shape == x.shape,
                        text("input {} differs from input 0", "输入 {} 与输入 0 不同", i));
            }
            n.require(x.rank() < Shape::kMaxRank, text("the result would have more than {} axes",
                                                       "结果将超过 {} 个轴", Shape::kMaxRank));
            const int axis = resolve_axis(n, n.integer("axis"), x.rank() + 1);
            return TensorType{x.dtype, x.shape.inserted(axis, n.num_inputs())};
          },
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const int axis = resolve_axis(n, n.integer("axis"), n.input_type(0).rank() + 1);
        Values parts;
        for (const Value& x : n.inputs()) parts.push_back(g.expand_dims(x, {axis}));
        return {g.concat(parts, axis)};
      },
      .samples = {"f32[3] f32[3]", "f64[2,3] f64[2,3] f64[2,3] axis=1", "f64[] f64[] axis=-1",
                  "f32[0] f32[0] axis=1", "bf16[2] bf16[2]", "i64[2]"},
  };
}

}  // namespace ingot
