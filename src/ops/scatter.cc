#include <cstring>

#include "ops/indexing.h"

namespace ingot {
namespace {

Values scatter_gradient(Builder& g, const NodeView& n, const Value& dy) {
  const int axis = n.axis("axis");
  const Value indices = n.input(1);
  const std::int64_t length = n.input_type(0).shape[axis];
  const TensorType updates = n.input_type(2);
  const Value dx = g.scatter(dy, indices, zeros(g, updates), axis);
  // An update has a gradient when it is still there: nothing with the same index came after it.
  Shape aligned = indices.shape();
  while (aligned.rank() + axis < updates.rank()) aligned.push_back(1);
  const Value stays = g.reshape(last_occurrence(g, indices, length), aligned.to_vector());
  return {dx, {}, g.select(stays, g.gather(dy, indices, axis), g.scalar_like(dy, 0))};
}

}  // namespace

OpDef define_scatter() {
  return {
      .name = "scatter",
      .doc =
          "x with y[o, indices[j], i] = updates[o, j, i], the reverse of gather: of several "
          "updates\n"
          "to one place the last stays. Negative indices count from the end; an index outside the\n"
          "axis is an error (index_out_of_range).\n"
          "Source: NumPy reference, numpy.put.",
      .inputs = {{"x", "any tensor, rank >= 1"},
                 {"indices", "integer tensor of any shape"},
                 {"updates",
                  "of x's dtype; x's shape with `axis` replaced by that of the indices"}},
      .attrs = {{"axis", 0, "axis of x that is indexed; negative counts from the end"}},
      .infer =
          [](const NodeView& n) {
            require_updates(n);
            return n.input_type(0);
          },
      .reference =
          [](const ReferenceArgs& r) {
            const Tensor& x = r.input(0);
            const AxisView view = around(x.shape(), r.node().axis("axis"));
            const Ints indices = checked_indices(r, view.length);
            const std::size_t row = static_cast<std::size_t>(view.inner) * size_bytes(x.dtype());
            if (x.bytes() == 0) return;
            auto* to = static_cast<std::byte*>(r.output(0).mutable_raw());
            std::memcpy(to, x.raw(), x.bytes());
            const auto* from = static_cast<const std::byte*>(r.input(2).raw());
            for (std::int64_t o = 0; o < view.outer; ++o)
              for (std::int64_t index : indices) {
                std::memcpy(to + static_cast<std::size_t>(o * view.length + index) * row, from,
                            row);
                from += row;
              }
          },
      .grad = [](Builder& g, const NodeView& n,
                 const Values& dy) { return scatter_gradient(g, n, dy[0]); },
      .samples = {"f32[5,3] i64[2] f32[2,3]", "f64[3,5,2] i64[2,3] f64[3,2,3,2] axis=1",
                  "f64[2,5] i32[] f64[2] axis=-1", "f32[5,2] i64[0] f32[0,2]",
                  "bf16[5] u8[3] bf16[3]", "f64[5] i64[6] f64[6] range1=-5..4",
                  "i64[5] i64[2] i64[2]"},
  };
}

}  // namespace ingot
