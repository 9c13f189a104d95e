#include <cstring>

#include "ops/indexing.h"

namespace ingot {

OpDef define_gather() {
  return {
      .name = "gather",
      .doc =
          "y[o, j, i] = x[o, indices[j], i], where j runs over all positions of `indices` and\n"
          "stands in the place of `axis`. Negative indices count from the end; an index outside\n"
          "the axis is an error (index_out_of_range).\n"
          "Source: NumPy reference, numpy.take.",
      .inputs = {{"x", "any tensor, rank >= 1"}, {"indices", "integer tensor of any shape"}},
      .attrs = {{"axis", 0, "axis of x that is indexed; negative counts from the end"}},
      .infer =
          [](const NodeView& n) {
            require_integer(n, 1);
            return TensorType{n.input_type(0).dtype, indexed_shape(n)};
          },
      .reference =
          [](const ReferenceArgs& r) {
            const Tensor& x = r.input(0);
            const AxisView view = around(x.shape(), r.node().axis("axis"));
            const Ints indices = checked_indices(r, view.length);
            const std::size_t row = static_cast<std::size_t>(view.inner) * size_bytes(x.dtype());
            if (row == 0) return;
            const auto* from = static_cast<const std::byte*>(x.raw());
            auto* to = static_cast<std::byte*>(r.output(0).mutable_raw());
            for (std::int64_t o = 0; o < view.outer; ++o)
              for (std::int64_t index : indices) {
                std::memcpy(to, from + static_cast<std::size_t>(o * view.length + index) * row,
                            row);
                to += row;
              }
          },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        return {g.scatter_add(zeros(g, n.input_type(0)), n.input(1), dy[0], n.axis("axis")), {}};
      },
      .onnx = {.name = "Gather", .since = 13, .attrs = {{"axis", "axis"}}},
      .samples = {"f32[5,3] i64[4]", "f64[3,5,2] i64[2,3] axis=1", "f64[2,5] i32[] axis=-1",
                  "f32[5,2] i64[0]", "bf16[5] u8[3]", "f64[5,3] i64[6] range1=-5..4",
                  "i64[5] i64[2,1]", "f32[0,5] i64[2] axis=1"},
  };
}

}  // namespace ingot
