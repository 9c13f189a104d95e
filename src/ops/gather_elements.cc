#include "ops/indexing.h"

namespace ingot {

OpDef define_gather_elements() {
  return {
      .name = "gather_elements",
      .doc =
          "y[o, k, i] = x[o, indices[o, k, i], i], with k along `axis`. x and `indices` agree in "
          "all\n"
          "other axes. Negative indices count from the end; an index outside the axis is an error\n"
          "(index_out_of_range).\n"
          "Source: NumPy reference, numpy.take_along_axis.",
      .inputs = {{"x", "any tensor, rank >= 1"},
                 {"indices", "integer tensor, shaped as x but for `axis`"}},
      .attrs = {{"axis", -1, "axis of x that is indexed; negative counts from the end"}},
      .infer =
          [](const NodeView& n) {
            require_element_indices(n);
            return TensorType{n.input_type(0).dtype, n.input_type(1).shape};
          },
      .reference =
          [](const ReferenceArgs& r) {
            dispatch(r.input(0).dtype(), [&]<class T>() {
              const T* x = r.input(0).data<T>().data();
              T* y = r.output(0).mutable_data<T>().data();
              for_each_element_index(
                  r, [=](std::int64_t in_x, std::int64_t in_y) { y[in_y] = x[in_x]; });
            });
          },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        const Value base = zeros(g, n.input_type(0));
        return {g.scatter_elements(base, n.input(1), dy[0], n.axis("axis"), "add"), {}};
      },
      .onnx = {.name = "GatherElements", .since = 13, .attrs = {{"axis", "axis"}}},
      .samples = {"f32[3,5] i64[3,2]", "f64[5,3] i64[7,3] axis=0", "f64[2,5,3] i32[2,4,3] axis=1",
                  "f32[5] i64[0]", "bf16[2,5] u8[2,3]", "f64[5] i64[4] range1=-5..4",
                  "i64[2,5] i64[2,5]"},
  };
}

}  // namespace ingot
