#include <cstring>

#include "ops/dynamic_window.h"

namespace ingot {

OpDef define_dynamic_update_slice() {
  return {
      .name = "dynamic_update_slice",
      .doc =
          "x with the window whose first corner is `start`, known only when it runs, replaced by\n"
          "`update`. Each start is moved to where the window fits: clamp(start, 0, size of x - "
          "size\n"
          "of the update).\n"
          "Source: XLA operation semantics, DynamicUpdateSlice.",
      .inputs = {{"x", "any tensor"},
                 {"update", "of x's dtype and rank, no axis larger than x's"},
                 {"start", "i64[rank of x]"}},
      .infer =
          [](const NodeView& n) {
            n.require_same_dtype(0, 1);
            require_window(n, n.input_type(1).shape, 2);
            return n.input_type(0);
          },
      .reference =
          [](const ReferenceArgs& r) {
            const Tensor &x = r.input(0), &update = r.input(1);
            Tensor& y = r.output(0);
            if (x.num_elements() == 0) return;
            std::memcpy(y.mutable_raw(), x.raw(), x.bytes());
            if (update.num_elements() == 0) return;
            const std::int64_t first = window_offset(x.shape(), update.shape(), r.input(2));
            copy_box(update.shape(), x.dtype(), update.raw(), update.shape().strides(),
                     advance(y.mutable_raw(), x.dtype(), first), x.shape().strides());
          },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        const Value start = n.input(2);
        const TensorType update = n.input_type(1);
        return {g.dynamic_update_slice(dy[0], zeros(g, update), start),
                g.dynamic_slice(dy[0], start, update.shape.to_vector()),
                {}};
      },
      .samples = {"f32[5,6] f32[2,3] i64[2]", "f64[4,5] f64[4,1] i64[2] range2=-3..9",
                  "f64[] f64[] i64[0]", "f32[0,3] f32[0,2] i64[2]", "f32[4] f32[0] i64[1]",
                  "bf16[8] bf16[3] i64[1]", "i64[3,3] i64[1,1] i64[2]"},
  };
}

}  // namespace ingot
