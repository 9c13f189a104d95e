#include "ops/blocks.h"

namespace ingot {

OpDef define_block_matmul_weights() {
  return {
      .name = "block_matmul_weights",
      .doc =
          "Gradient of block_matmul by the kernel: dkernel[p, :] = sum over r of x[r, p]\n"
          "dy[r, b, :], with b the block of position p. A zero of x may be left out of the sum.\n"
          "Source: block_matmul, differentiated.",
      .inputs = {{"x", "float tensor (rows, width)"}, {"dy", "float tensor (rows, blocks, units)"}},
      .attrs = {{"widths", Ints{}, "as in block_matmul"}},
      .infer =
          [](const NodeView& n) {
            n.require_float(0);
            n.require_same_dtype(0, 1);
            const Shape &x = n.input_type(0).shape, &dy = n.input_type(1).shape;
            n.require(x.rank() == 2 && dy.rank() == 3 && x[0] == dy[0],
                      text("needs (rows, width) and (rows, blocks, units)",
                           "须为 (行, 宽度) 与 (行, 块, 单元)"));
            n.require(static_cast<std::int64_t>(block_widths(n, x[1]).size()) == dy[1],
                      text("dy needs one plane for each block", "dy 须为每块各有一面"));
            return TensorType{n.input_type(0).dtype, {x[1], dy[2]}};
          },
      .traits = {Trait::backward, Trait::training_only},
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Values x = blocks_of(g, n, n.input(0), 1), dy = planes_of(g, n.input(1));
        Values products;
        for (std::size_t i = 0; i < x.size(); ++i) products.push_back(g.matmul(x[i], dy[i], 1, 0));
        return {g.concat(products, 0)};
      },
      .grad = [](Builder& g, const NodeView& n, const Values& dz) -> Values {
        const Ints& widths = n.integers("widths");
        return {g.block_matmul_data(n.input(1), dz[0], widths),
                g.block_matmul(n.input(0), dz[0], widths)};
      },
      .samples = {"f32[3,4] f32[3,2,2] widths=[1,3]", "f64[2,3] f64[2,3,2] widths=[1,1,1]",
                  "f32[70,9] f32[70,3,43] widths=[1,5,3]", "bf16[2,3] bf16[2,2,4] widths=[2,1]"},
  };
}

}  // namespace ingot
