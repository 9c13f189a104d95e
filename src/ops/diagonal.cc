#include "ops/common.h"

namespace ingot {
namespace {

// How many elements the diagonal of a rows x columns matrix has.
std::int64_t diagonal_size(std::int64_t rows, std::int64_t columns, std::int64_t offset) {
  if (offset >= columns || offset <= -rows) return 0;
  return std::min(offset < 0 ? rows + offset : rows, offset > 0 ? columns - offset : columns);
}

}  // namespace

OpDef define_diagonal() {
  return {
      .name = "diagonal",
      .doc =
          "y[..., i] = x[..., i, i + offset] (or x[..., i - offset, i] when it is negative): a\n"
          "diagonal of the last two axes.\n"
          "Source: NumPy reference, numpy.diagonal.",
      .inputs = {{"x", "any tensor, rank >= 2"}},
      .attrs = {{"offset", 0, "which diagonal: 0 the main one, positive above it"}},
      .infer =
          [](const NodeView& n) {
            const TensorType& x = n.input_type(0);
            n.require(x.rank() >= 2, text("needs at least two axes", "至少需要两个轴"));
            const int last = x.rank() - 1;
            const std::int64_t size =
                diagonal_size(x.shape[last - 1], x.shape[last], n.integer("offset"));
            return TensorType{x.dtype, x.shape.without(last).with(last - 1, size)};
          },
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Shape shape = n.input_type(0).shape;
        const int last = shape.rank() - 1;
        const std::int64_t rows = shape[last - 1], columns = shape[last];
        const std::int64_t offset = n.integer("offset");
        const std::int64_t size = diagonal_size(rows, columns, offset);
        const std::int64_t outer = around(shape, last - 1).outer;
        const std::int64_t first = offset < 0 ? -offset * columns : offset;
        const std::int64_t stop = size == 0 ? first : first + (size - 1) * (columns + 1) + 1;
        const Value flat = g.reshape(n.input(0), {outer, rows * columns});
        const Value picked = g.slice(flat, {0, first}, {outer, stop}, {1, columns + 1});
        return {g.reshape(picked, shape.without(last).with(last - 1, size).to_vector())};
      },
      .samples = {"f32[4,4]", "f64[2,3,5] offset=1", "f64[5,3] offset=-2", "f32[0,3]",
                  "f64[2,2] offset=5", "bf16[3,3]", "i64[2,3] offset=2"},
  };
}

}  // namespace ingot
