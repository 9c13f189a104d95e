#include "ops/common.h"

namespace ingot {

OpDef define_flip() {
  return {
      .name = "flip",
      .doc = "x in reverse order along `axes`.\nSource: NumPy reference, numpy.flip.",
      .inputs = {{"x", "any tensor"}},
      .attrs = {{"axes", Ints{}, "axes to reverse; empty: all"}},
      .infer =
          [](const NodeView& n) {
            (void)n.axes("axes");
            return n.input_type(0);
          },
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Shape shape = n.input_type(0).shape;
        const std::vector<int> axes = n.axes("axes");
        Ints starts, stops, steps;
        for (int a = 0; a < shape.rank(); ++a) {
          const bool reversed = std::find(axes.begin(), axes.end(), a) != axes.end();
          starts.push_back(reversed ? shape[a] - 1 : 0);
          stops.push_back(reversed ? -shape[a] - 1 : shape[a]);
          steps.push_back(reversed ? -1 : 1);
        }
        return {g.slice(n.input(0), starts, stops, steps)};
      },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        return {g.flip(dy[0], n.integers("axes"))};
      },
      .samples = {"f32[3,4]", "f64[2,3,4] axes=[1]", "f64[2,3] axes=[0,-1]", "f64[]", "f32[0,2]",
                  "bf16[5]", "i64[3] axes=[0]"},
  };
}

}  // namespace ingot
