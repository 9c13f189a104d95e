#include "ops/blocks.h"

namespace ingot {

OpDef define_block_matmul_data() {
  return {
      .name = "block_matmul_data",
      .doc =
          "Gradient of block_matmul by x: dx[r, p] = sum over u of dy[r, b, u] kernel[p, u], with\n"
          "b the block of position p.\n"
          "Source: block_matmul, differentiated.",
      .inputs = {{"dy", "float tensor (rows, blocks, units)"},
                 {"kernel", "float tensor (width, units)"}},
      .attrs = {{"widths", Ints{}, "as in block_matmul"}},
      .infer =
          [](const NodeView& n) {
            n.require_float(0);
            n.require_same_dtype(0, 1);
            const Shape &dy = n.input_type(0).shape, &kernel = n.input_type(1).shape;
            n.require(dy.rank() == 3 && kernel.rank() == 2 && dy[2] == kernel[1],
                      text("needs (rows, blocks, units) and (width, units)",
                           "须为 (行, 块, 单元) 与 (宽度, 单元)"));
            n.require(static_cast<std::int64_t>(block_widths(n, kernel[0]).size()) == dy[1],
                      text("dy needs one plane for each block", "dy 须为每块各有一面"));
            return TensorType{n.input_type(0).dtype, {dy[0], kernel[0]}};
          },
      .traits = {Trait::backward, Trait::training_only},
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Values dy = planes_of(g, n.input(0)), kernel = blocks_of(g, n, n.input(1), 0);
        Values products;
        for (std::size_t i = 0; i < dy.size(); ++i)
          products.push_back(g.matmul(dy[i], kernel[i], 0, 1));
        return {g.concat(products, 1)};
      },
      .grad = [](Builder& g, const NodeView& n, const Values& dz) -> Values {
        const Ints& widths = n.integers("widths");
        return {g.block_matmul(dz[0], n.input(1), widths),
                g.block_matmul_weights(dz[0], n.input(0), widths)};
      },
      .samples = {"f32[3,2,2] f32[4,2] widths=[1,3]", "f64[2,3,2] f64[3,2] widths=[1,1,1]",
                  "f32[70,3,43] f32[9,43] widths=[1,5,3]", "bf16[2,2,4] bf16[3,4] widths=[2,1]"},
  };
}

}  // namespace ingot
