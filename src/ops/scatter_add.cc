#include "ops/indexing.h"

namespace ingot {

OpDef define_scatter_add() {
  return {
      .name = "scatter_add",
      .doc =
          "x with y[o, indices[j], i] += updates[o, j, i], the gradient of gather. Updates are "
          "added\n"
          "one after the other in row-major order, each rounded; integers wrap around. Negative\n"
          "indices count from the end; an index outside the axis is an error "
          "(index_out_of_range).\n"
          "Source: NumPy reference, numpy.add.at.",
      .inputs = {{"x", "numbers, rank >= 1"},
                 {"indices", "integer tensor of any shape"},
                 {"updates",
                  "of x's dtype; x's shape with `axis` replaced by that of the indices"}},
      .attrs = {{"axis", 0, "axis of x that is indexed; negative counts from the end"}},
      .infer =
          [](const NodeView& n) {
            require_number(n, 0);
            require_updates(n);
            return n.input_type(0);
          },
      .reference =
          [](const ReferenceArgs& r) {
            const AxisView view = around(r.input(0).shape(), r.node().axis("axis"));
            const Ints indices = checked_indices(r, view.length);
            dispatch(r.input(0).dtype(), [&]<class T>() {
              const std::span<const T> x = r.input(0).data<T>();
              const T* updates = r.input(2).data<T>().data();
              T* y = r.output(0).mutable_data<T>().data();
              std::copy(x.begin(), x.end(), y);
              for (std::int64_t o = 0; o < view.outer; ++o)
                for (std::int64_t index : indices) {
                  T* row = y + (o * view.length + index) * view.inner;
                  for (std::int64_t i = 0; i < view.inner; ++i)
                    row[i] = narrow<T>(widen(row[i]) + widen(updates[i]));
                  updates += view.inner;
                }
            });
          },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        return {dy[0], {}, g.gather(dy[0], n.input(1), n.axis("axis"))};
      },
      .samples = {"f32[5,3] i64[4] f32[4,3]", "f64[3,5,2] i64[2,3] f64[3,2,3,2] axis=1",
                  "f64[2,5] i32[] f64[2] axis=-1", "f32[5,2] i64[0] f32[0,2]",
                  "bf16[5] u8[3] bf16[3]", "f64[5] i64[6] f64[6] range1=-5..4",
                  "i64[5] i64[9] i64[9]"},
  };
}

}  // namespace ingot
