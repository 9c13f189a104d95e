#include "ops/common.h"

namespace ingot {
namespace {

int new_axis(const NodeView& n) {
  return resolve_axis(n, n.integer("axis"), n.input_type(0).rank() + 1);
}

}  // namespace

OpDef define_one_hot() {
  return {
      .name = "one_hot",
      .doc =
          "1 where the position along the new axis is the index, else 0. An index outside\n"
          "0..depth-1 gives zeros only.\n"
          "Source: Bishop 2006, Pattern Recognition and Machine Learning, sec. 4.1.3.",
      .inputs = {{"indices", "integer tensor"}},
      .attrs = {{"depth", 2, "size of the new axis"},
                {"axis", -1, "where the new axis is; negative counts from the end"},
                {"dtype", f32, "element type of the result"}},
      .infer =
          [](const NodeView& n) {
            require_integer(n, 0);
            const std::int64_t depth = n.integer("depth");
            n.require(depth >= 0, text("depth {} is negative", "depth {} 为负", depth));
            return TensorType{n.dtype("dtype"), n.input_type(0).shape.inserted(new_axis(n), depth)};
          },
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const int axis = new_axis(n);
        Shape along = n.input_type(0).shape.inserted(axis, n.integer("depth"));
        for (int a = 0; a < along.rank(); ++a)
          if (a != axis) along.set(a, 1);
        const Value indices = g.expand_dims(g.cast(n.input(0), i64), {axis});
        const Value positions = g.iota(i64, along.to_vector(), axis);
        return {g.cast(g.equal(indices, positions), n.dtype("dtype"))};
      },
      .no_grad = "piecewise constant",
      .samples = {"i64[5] depth=4", "i32[2,3] depth=5 axis=1", "u8[4] depth=3 axis=0 dtype=f64",
                  "i64[] depth=3", "i64[0] depth=3", "i64[4] depth=3 range=-2..4 dtype=bool",
                  "i64[3] depth=0 dtype=bf16"},
  };
}

}  // namespace ingot
