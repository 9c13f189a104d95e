#include "ops/common.h"

namespace ingot {
namespace {

TensorType squeezed(const NodeView& n) {
  const TensorType& x = n.input_type(0);
  const bool every = n.integers("axes").empty();
  const std::vector<int> axes = n.axes("axes");
  Shape shape;
  for (int a = 0; a < x.rank(); ++a) {
    const bool named = std::find(axes.begin(), axes.end(), a) != axes.end();
    n.require(every || !named || x.shape[a] == 1,
              text("axis {} has size {}, not 1", "轴 {} 的大小为 {}, 而不是 1", a, x.shape[a]));
    if (!named || x.shape[a] != 1) shape.push_back(x.shape[a]);
  }
  return {x.dtype, shape};
}

}  // namespace

OpDef define_squeeze() {
  return {
      .name = "squeeze",
      .doc =
          "x without the axes `axes`, which must have size 1; empty: without all axes of size 1.\n"
          "Source: NumPy reference, numpy.squeeze.",
      .inputs = {{"x", "any tensor"}},
      .attrs = {{"axes", Ints{}, "axes to take away; empty: all of size 1"}},
      .infer = squeezed,
      .expand = [](Builder& g, const NodeView& n) -> Values {
        return {g.reshape(n.input(0), squeezed(n).shape.to_vector())};
      },
      .onnx = {.name = "Squeeze", .since = 13},
      .samples = {"f32[3,1,4] axes=[1]", "f64[1,3,1]", "f64[1,3,1] axes=[-1]", "f64[]", "f32[0,1]",
                  "bf16[1,1] axes=[0,1]", "i64[1]"},
  };
}

}  // namespace ingot
