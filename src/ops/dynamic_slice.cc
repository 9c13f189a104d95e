#include "ops/dynamic_window.h"

namespace ingot {

OpDef define_dynamic_slice() {
  return {
      .name = "dynamic_slice",
      .doc =
          "The window of the given sizes whose first corner is `start`, known only when it runs.\n"
          "Each start is moved to where the window fits: clamp(start, 0, size of x - size).\n"
          "Source: XLA operation semantics, DynamicSlice.",
      .inputs = {{"x", "any tensor"}, {"start", "i64[rank of x]"}},
      .attrs = {{"sizes", Ints{}, "size of the window, one number for each axis"}},
      .infer =
          [](const NodeView& n) {
            const TensorType y{n.input_type(0).dtype, Shape(n.integers("sizes"))};
            require_window(n, y.shape, 1);
            return y;
          },
      .reference =
          [](const ReferenceArgs& r) {
            const Tensor& x = r.input(0);
            Tensor& y = r.output(0);
            if (y.num_elements() == 0) return;
            copy_box(y.shape(), x.dtype(),
                     advance(x.raw(), x.dtype(), window_offset(x.shape(), y.shape(), r.input(1))),
                     x.shape().strides(), y.mutable_raw(), y.shape().strides());
          },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        return {g.dynamic_update_slice(zeros(g, n.input_type(0)), dy[0], n.input(1)), {}};
      },
      .samples = {"f32[5,6] i64[2] sizes=[2,3]", "f64[4,5] i64[2] sizes=[4,1] range1=-3..9",
                  "f64[] i64[0] sizes=[]", "f32[0,3] i64[2] sizes=[0,2]", "f32[4] i64[1] sizes=[0]",
                  "bf16[8] i64[1] sizes=[3]", "i64[3,3] i64[2] sizes=[1,1]"},
  };
}

}  // namespace ingot
