#include "ops/common.h"

namespace ingot {

OpDef define_repeat() {
  return {
      .name = "repeat",
      .doc =
          "Each element of `axis` `times` times in a row: x0 x0 x1 x1 ...\n"
          "Source: NumPy reference, numpy.repeat.",
      .inputs = {{"x", "any tensor, rank >= 1"}},
      .attrs = {{"times", 2, "how often"},
                {"axis", -1, "axis to stretch; negative counts from the end"}},
      .infer =
          [](const NodeView& n) {
            TensorType y = n.input_type(0);
            const int axis = n.axis("axis");
            const std::int64_t times = n.integer("times");
            n.require(times >= 0, text("cannot repeat {} times", "不能重复 {} 次", times));
            y.shape.set(axis, y.shape[axis] * times);
            return y;
          },
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Shape shape = n.input_type(0).shape;
        const int axis = n.axis("axis");
        const std::int64_t times = n.integer("times");
        const AxisView view = around(shape, axis);
        const std::int64_t rows = view.outer * view.length;
        const Value split = g.reshape(n.input(0), {rows, 1, view.inner});
        const Value stretched = g.broadcast_to(split, {rows, times, view.inner});
        return {g.reshape(stretched, shape.with(axis, shape[axis] * times).to_vector())};
      },
      .samples = {"f32[3,2]", "f64[2,3,2] times=3 axis=1", "f64[2,3] times=1 axis=0", "f32[0,2]",
                  "f32[2] times=0", "bf16[3] times=4", "i64[2,2] axis=0"},
  };
}

}  // namespace ingot
