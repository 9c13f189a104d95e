#include "ops/common.h"

namespace ingot {

OpDef define_tril() {
  return {
      .name = "tril",
      .doc =
          "The lower triangle of the last two axes: x where row + k >= column with k = `diagonal`, "
          "else 0\n"
          "(false). What is left out is never looked at.\n"
          "Source: Golub and Van Loan 2013, Matrix Computations, sec. 1.2.",
      .inputs = {{"x", "any tensor, rank >= 2"}},
      .attrs = {{"diagonal", 0, "last diagonal that stays: 0 the main one, positive above it"}},
      .infer =
          [](const NodeView& n) {
            n.require(n.input_type(0).rank() >= 2,
                      text("needs at least two axes", "至少需要两个轴"));
            return n.input_type(0);
          },
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value x = n.input(0);
        const std::int64_t columns = x.shape().back(), rows = x.shape()[x.rank() - 2];
        const double diagonal = static_cast<double>(n.integer("diagonal"));
        const Value row = g.iota(i64, {rows, 1}, 0) + diagonal;
        const Value column = g.iota(i64, {1, columns}, 1);
        return {g.select(g.greater_equal(row, column), x, g.scalar_like(x, 0))};
      },
      .onnx = {.name = "Trilu", .since = 14},
      .samples = {"f32[4,4]", "f64[2,3,5] diagonal=1", "f64[5,3] diagonal=-2", "f32[0,3]",
                  "bf16[3,3]", "i64[2,3] diagonal=9", "bool[3,3]"},
  };
}

}  // namespace ingot
