#include "ops/common.h"

namespace ingot {

OpDef define_tile() {
  return {
      .name = "tile",
      .doc =
          "x as a whole, repeats[i] times in a row along each axis i.\n"
          "Source: NumPy reference, numpy.tile.",
      .inputs = {{"x", "any tensor"}},
      .attrs = {{"repeats", Ints{}, "how often, one number for each axis"}},
      .infer =
          [](const NodeView& n) {
            TensorType y = n.input_type(0);
            const Ints& repeats = n.integers("repeats");
            n.require(static_cast<int>(repeats.size()) == y.rank(),
                      text("needs {} numbers in repeats, not {}",
                           "repeats 须有 {} 个数, 而不是 {} 个", y.rank(), repeats.size()));
            for (int a = 0; a < y.rank(); ++a) {
              const std::int64_t times = repeats[static_cast<std::size_t>(a)];
              n.require(times >= 0, text("cannot repeat {} times", "不能重复 {} 次", times));
              y.shape.set(a, y.shape[a] * times);
            }
            return y;
          },
      .expand = [](Builder& g, const NodeView& n) -> Values {
        Value y = n.input(0);
        const Ints repeats = n.integers("repeats");
        for (int axis = y.rank() - 1; axis >= 0; --axis) {
          const std::int64_t times = repeats[static_cast<std::size_t>(axis)];
          if (times == 1) continue;
          const Shape shape = y.shape();
          const AxisView view = around(shape, axis);
          const std::int64_t block = view.length * view.inner;
          const Value blocks = g.reshape(y, {view.outer, 1, block});
          y = g.reshape(g.broadcast_to(blocks, {view.outer, times, block}),
                        shape.with(axis, shape[axis] * times).to_vector());
        }
        return {y};
      },
      .onnx = {.name = "Tile", .since = 13},
      .samples = {"f32[3,2] repeats=[2,3]", "f64[2,1,3] repeats=[1,4,2]", "f64[] repeats=[]",
                  "f32[0,2] repeats=[3,1]", "f32[2] repeats=[0]", "bf16[3] repeats=[2]",
                  "i64[2,2] repeats=[2,1]"},
  };
}

}  // namespace ingot
