#include "ops/common.h"

namespace ingot {

OpDef define_broadcast_to() {
  return {
      .name = "broadcast_to",
      .doc =
          "x repeated to a larger shape: axes are aligned at the end, new ones are added in "
          "front,\n"
          "and an axis of size 1 takes any size.\n"
          "Source: NumPy reference, numpy.broadcast_to.",
      .inputs = {{"x", "any tensor"}},
      .attrs = {{"shape", Ints{}, "sizes of the result"}},
      .infer =
          [](const NodeView& n) {
            const TensorType& x = n.input_type(0);
            const Shape shape(n.integers("shape"));
            n.require(broadcast(x.shape, shape) == shape,
                      text("does not broadcast to {}", "无法广播到 {}", to_string(shape)));
            return TensorType{x.dtype, shape};
          },
      .reference =
          [](const ReferenceArgs& r) {
            const Shape &from = r.input(0).shape(), &to = r.output(0).shape();
            const Strides own = from.strides();
            Strides strides{};
            const int shift = to.rank() - from.rank();
            for (int a = 0; a < from.rank(); ++a)
              if (from[a] != 1)
                strides[static_cast<std::size_t>(a + shift)] = own[static_cast<std::size_t>(a)];
            copy_box(to, r.input(0).dtype(), r.input(0).raw(), strides, r.output(0).mutable_raw(),
                     to.strides());
          },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        return {sum_to(g, dy[0], n.input_type(0).shape)};
      },
      .onnx = {.name = "Expand", .since = 13},
      .samples = {"f32[3,1] shape=[3,4]", "f64[4] shape=[2,3,4]", "f64[] shape=[2,2]",
                  "f32[1,5] shape=[0,5]", "bf16[2,1,3] shape=[2,4,3]", "i64[1] shape=[1]",
                  "bool[1,2] shape=[3,2]", "f64[2,1,3,1] shape=[2,5,3,4]"},
  };
}

}  // namespace ingot
