#include "ops/common.h"

namespace ingot {
namespace {

TensorType joined(const NodeView& n) {
  n.require(n.num_inputs() > 0, text("needs at least one input", "至少需要一个输入"));
  const int axis = n.axis("axis");
  TensorType y = n.input_type(0);
  for (int i = 1; i < n.num_inputs(); ++i) {
    const Shape& shape = n.input_type(i).shape;
    n.require_same_dtype(0, i);
    n.require(shape.rank() == y.rank() && shape.with(axis, y.shape[axis]) == y.shape,
              text("input {} differs from input 0 in another axis than {}",
                   "输入 {} 与输入 0 在轴 {} 以外的轴上不同", i, axis));
    y.shape.set(axis, y.shape[axis] + shape[axis]);
  }
  return y;
}

}  // namespace

OpDef define_concat() {
  return {
      .name = "concat",
      .doc =
          "The inputs one after the other along `axis`; all other axes must agree.\n"
          "Source: NumPy reference, numpy.concatenate.",
      .inputs = {{"inputs", "tensors of one dtype and rank", Arity::variadic}},
      .attrs = {{"axis", 0, "axis along which they are joined; negative counts from the end"}},
      .infer = joined,
      .reference =
          [](const ReferenceArgs& r) {
            const int axis = r.node().axis("axis");
            Tensor& y = r.output(0);
            if (y.num_elements() == 0) return;
            const Strides strides = y.shape().strides();
            std::int64_t at = 0;
            for (int i = 0; i < r.node().num_inputs(); ++i) {
              const Tensor& x = r.input(i);
              if (x.num_elements() == 0) continue;
              copy_box(x.shape(), x.dtype(), x.raw(), x.shape().strides(),
                       advance(y.mutable_raw(), y.dtype(), at), strides);
              at += x.shape()[axis] * strides[static_cast<std::size_t>(axis)];
            }
          },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        const auto axis = static_cast<std::size_t>(n.axis("axis"));
        const Ints whole = dy[0].shape().to_vector();
        std::int64_t at = 0;
        Values result;
        for (int i = 0; i < n.num_inputs(); ++i) {
          Ints starts(whole.size(), 0), stops = whole;
          starts[axis] = at;
          stops[axis] = at += n.input_type(i).shape[static_cast<int>(axis)];
          result.push_back(g.slice(dy[0], starts, stops));
        }
        return result;
      },
      .onnx = {.name = "Concat", .since = 13, .attrs = {{"axis", "axis"}}},
      .samples = {"f32[2,3] f32[4,3]", "f64[2,3] f64[2,1] f64[2,4] axis=1",
                  "f64[2,1,3] f64[2,5,3] axis=-2", "f32[0,2] f32[3,2] f32[0,2]",
                  "bf16[3] bf16[4] axis=-1", "i64[2]", "f32[2,0] f32[2,0] axis=1"},
  };
}

}  // namespace ingot
