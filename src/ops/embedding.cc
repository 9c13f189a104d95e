#include "ops/common.h"

namespace ingot {

OpDef define_embedding() {
  return {
      .name = "embedding",
      .doc =
          "Row ids[i] of the table for each id. An id outside the table is an error\n"
          "(index_out_of_range) where gather finds it.\n"
          "Source: Bengio et al. 2003, A neural probabilistic language model, sec. 2.",
      .inputs = {{"table", "float tensor (rows, width...)"}, {"ids", "integers of any shape"}},
      .infer =
          [](const NodeView& n) {
            n.require_float(0);
            require_integer(n, 1);
            const Shape& table = n.input_type(0).shape;
            n.require(table.rank() >= 1, text("the table needs rows", "表须有行"));
            Shape y = n.input_type(1).shape;
            n.require(y.rank() + table.rank() - 1 <= Shape::kMaxRank,
                      text("too many axes", "轴数过多"));
            for (int axis = 1; axis < table.rank(); ++axis) y.push_back(table[axis]);
            return TensorTypes(TensorType{n.input_type(0).dtype, y});
          },
      .expand = [](Builder& g, const NodeView& n) -> Values {
        return {g.gather(n.input(0), n.input(1), 0)};
      },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        return {g.embedding_backward(n.input(1), dy[0], n.input_type(0).shape[0]), {}};
      },
      .onnx = {.name = "Gather", .since = 13},
      .samples = {"f32[5,3] i64[4]", "f64[6,2] i64[2,3]", "f32[5,3] i64[0]", "f64[5,2,2] i32[3]",
                  "bf16[5,4] i64[2]", "f32[5] i64[3]"},
  };
}

}  // namespace ingot
