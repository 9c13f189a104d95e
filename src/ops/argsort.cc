#include "ops/along_axis.h"

namespace ingot {

OpDef define_argsort() {
  return {
      .name = "argsort",
      .doc =
          "The positions (i64) that put `axis` in order. Stable: equal elements keep their order,\n"
          "also when descending. NaN counts as the largest.\n"
          "Source: Knuth 1998, The Art of Computer Programming, vol. 3, sec. 5.",
      .inputs = {{"x", "any tensor, rank >= 1"}},
      .attrs = {{"axis", -1, "axis to sort along; negative counts from the end"},
                {"descending", 0, "1: the largest first"}},
      .infer =
          [](const NodeView& n) {
            (void)n.axis("axis");
            return TensorType{i64, n.input_type(0).shape};
          },
      .traits = {Trait::sort_like},
      .reference =
          [](const ReferenceArgs& r) {
            const Tensor& x = r.input(0);
            const int axis = r.node().axis("axis");
            std::int64_t* y = r.output(0).mutable_data<std::int64_t>().data();
            dispatch(x.dtype(), [&]<class T>() {
              for_each_ranked<T>(x, axis, x.shape()[axis], r.node().flag("descending"),
                                 [y](std::int64_t at, const Ranked<T>& e) { y[at] = e.position; });
            });
          },
      .no_grad = "its values are positions",
      .samples = {"f32[3,7]", "f64[5,2] axis=0 descending=1", "i64[9] range=0..3",
                  "i64[9] range=0..3 descending=1", "bf16[2,6]", "f32[0,4]", "f32[4,0]", "bool[6]"},
  };
}

}  // namespace ingot
