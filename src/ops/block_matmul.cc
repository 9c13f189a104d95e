#include "ops/blocks.h"

namespace ingot {

OpDef define_block_matmul() {
  return {
      .name = "block_matmul",
      .doc =
          "Each block of a row times its own rows of the kernel: y[r, b, :] = sum over the\n"
          "positions p of block b of x[r, p] kernel[p, :]. It is the product with a "
          "block-diagonal\n"
          "matrix. A zero of x may be left out of the sum, whatever it meets.\n"
          "Source: Gorishniy et al. 2021, Revisiting deep learning models for tabular data, sec. "
          "3.3.",
      .inputs = {{"x", "float tensor (rows, width)"}, {"kernel", "float tensor (width, units)"}},
      .attrs = {{"widths", Ints{}, "width of each block; together the width of x"}},
      .infer =
          [](const NodeView& n) {
            n.require_float(0);
            n.require_same_dtype(0, 1);
            const Shape &x = n.input_type(0).shape, &kernel = n.input_type(1).shape;
            n.require(
                x.rank() == 2 && kernel.rank() == 2 && x[1] == kernel[0],
                text("needs (rows, width) and (width, units)", "须为 (行, 宽度) 与 (宽度, 单元)"));
            const auto blocks = static_cast<std::int64_t>(block_widths(n, x[1]).size());
            return TensorType{n.input_type(0).dtype, {x[0], blocks, kernel[1]}};
          },
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Values x = blocks_of(g, n, n.input(0), 1), kernel = blocks_of(g, n, n.input(1), 0);
        Values products;
        for (std::size_t i = 0; i < x.size(); ++i) products.push_back(g.matmul(x[i], kernel[i]));
        return {g.stack(products, 1)};
      },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        const Ints& widths = n.integers("widths");
        return {g.block_matmul_data(dy[0], n.input(1), widths),
                g.block_matmul_weights(n.input(0), dy[0], widths)};
      },
      .samples = {"f32[3,4] f32[4,2] widths=[1,3]", "f64[2,3] f64[3,2] widths=[1,1,1]",
                  "f32[70,9] f32[9,43] widths=[1,5,3]", "f32[2,4] f32[4,8] widths=[4]",
                  "bf16[2,3] bf16[3,4] widths=[2,1]"},
  };
}

}  // namespace ingot
