#include "ops/common.h"

namespace ingot {

OpDef define_roll() {
  return {
      .name = "roll",
      .doc =
          "y[(k + shift) mod size] = x[k] along `axis`: what leaves one end enters at the other.\n"
          "Source: NumPy reference, numpy.roll.",
      .inputs = {{"x", "any tensor, rank >= 1"}},
      .attrs = {{"shift", 1, "places to move; negative moves back"},
                {"axis", -1, "axis to move along; negative counts from the end"}},
      .infer =
          [](const NodeView& n) {
            (void)n.axis("axis");
            return n.input_type(0);
          },
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const int axis = n.axis("axis");
        const std::int64_t size = n.input_type(0).shape[axis];
        if (size == 0) return {g.reshape(n.input(0), n.input_type(0).shape.to_vector())};
        const std::int64_t shift = n.integer("shift") % size;
        const std::int64_t head = shift < 0 ? -shift : size - shift;
        const Values parts = g.split(n.input(0), {head, size - head}, axis);
        return {g.concat({parts[1], parts[0]}, axis)};
      },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        const int axis = n.axis("axis");
        const std::int64_t size = std::max<std::int64_t>(1, n.input_type(0).shape[axis]);
        return {g.roll(dy[0], -(n.integer("shift") % size), axis)};
      },
      .samples = {"f32[3,4]", "f64[2,5] shift=-2", "f64[5,2] shift=7 axis=0", "f32[0,3] axis=0",
                  "bf16[4] shift=4", "i64[1] shift=-3"},
  };
}

}  // namespace ingot
