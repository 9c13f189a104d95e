#include "ops/common.h"

namespace ingot {

OpDef define_iota() {
  return {
      .name = "iota",
      .doc =
          "Each element is its position along `axis`: 0, 1, 2 ... Narrow integers wrap around.\n"
          "Source: Iverson 1962, A Programming Language (index generator).",
      .attrs = {{"dtype", i64, "element type, not bool"},
                {"shape", Ints{}, "size along each axis, rank >= 1"},
                {"axis", 0, "axis that counts; negative counts from the end"}},
      .infer =
          [](const NodeView& n) {
            const TensorType y{n.dtype("dtype"), Shape(n.integers("shape"))};
            (void)resolve_axis(n, n.integer("axis"), y.rank());
            if (y.dtype == boolean)
              throw n.fail("dtype_unsupported", text("cannot count in bool", "bool 无法计数"));
            return y;
          },
      .reference =
          [](const ReferenceArgs& r) {
            Tensor& y = r.output(0);
            const int axis = resolve_axis(r.node(), r.node().integer("axis"), y.shape().rank());
            const AxisView view = around(y.shape(), axis);
            dispatch(y.dtype(), [&]<class T>() {
              T* out = y.mutable_data<T>().data();
              for (std::int64_t o = 0; o < view.outer; ++o)
                for (std::int64_t k = 0; k < view.length; ++k, out += view.inner)
                  std::fill(out, out + view.inner, narrow<T>(k));
            });
          },
      .no_grad = "depends on no input",
      .samples = {"shape=[5]", "shape=[2,3] axis=1 dtype=f32", "shape=[2,3,2] axis=-2 dtype=i32",
                  "shape=[0]", "shape=[300] dtype=bf16", "shape=[300] dtype=u8"},
  };
}

}  // namespace ingot
