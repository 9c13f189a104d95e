#include "ops/common.h"

namespace ingot {

OpDef define_embedding_backward() {
  return {
      .name = "embedding_backward",
      .doc =
          "Gradient of embedding by the table, dense: row r is the sum of dy[i] over all i with\n"
          "ids[i] = r, added in ascending i. Rows without an id are 0.\n"
          "Source: the chain rule.",
      .inputs = {{"ids", "integers of any shape"},
                 {"dy", "gradient of the rows (ids..., width...)"}},
      .attrs = {{"rows", 0, "rows of the table"}},
      .infer =
          [](const NodeView& n) {
            require_integer(n, 0);
            n.require_float(1);
            const Shape& ids = n.input_type(0).shape;
            const Shape& dy = n.input_type(1).shape;
            n.require(dy.rank() >= ids.rank() && std::equal(ids.begin(), ids.end(), dy.begin()),
                      text("dy must begin with the axes of ids", "dy 须以 ids 的各轴开头"));
            n.require(n.integer("rows") >= 0, text("a negative number of rows", "行数为负"));
            Shape table{n.integer("rows")};
            for (int axis = ids.rank(); axis < dy.rank(); ++axis) table.push_back(dy[axis]);
            return TensorTypes(TensorType{n.input_type(1).dtype, table});
          },
      .traits = {Trait::backward, Trait::training_only},
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value ids = n.input(0), dy = n.input(1);
        Ints shape{n.integer("rows")};
        shape.insert(shape.end(), dy.shape().begin() + ids.rank(), dy.shape().end());
        return {g.scatter_add(zeros(g, {dy.dtype(), Shape(shape)}), ids, dy, 0)};
      },
      .grad = [](Builder& g, const NodeView& n, const Values& dtable) -> Values {
        return {{}, g.embedding(dtable[0], n.input(0))};
      },
      .samples = {"i64[4] f32[4,3] rows=5", "i64[2,3] f64[2,3,2] rows=6", "i64[0] f32[0,3] rows=5",
                  "i32[3] f64[3,2,2] rows=5", "i64[2] bf16[2,4] rows=5"},
  };
}

}  // namespace ingot
