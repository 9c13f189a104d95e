#include "ops/window.h"

namespace ingot {

OpDef define_upsample_nearest() {
  return {
      .name = "upsample_nearest",
      .doc =
          "Repeats each element `factors` times along the spatial axes.\n"
          "Source: Odena et al. 2016, Deconvolution and checkerboard artifacts.",
      .inputs = {{"x", "tensor (batch, channels, spatial...), up to 3 spatial axes"}},
      .attrs = {{"factors", Ints{}, "how often along each spatial axis; empty: 2"}},
      .infer =
          [](const NodeView& n) {
            Shape y = n.input_type(0).shape;
            n.require(y.rank() >= 3 && y.rank() <= 5,
                      text("1 to 3 spatial axes", "须有 1 到 3 个空间轴"));
            const Ints factors = spatial_attribute(n, "factors", y.rank() - 2, 2, 1);
            for (int axis = 2; axis < y.rank(); ++axis)
              y.set(axis, y[axis] * factors[static_cast<std::size_t>(axis - 2)]);
            return TensorTypes(TensorType{n.input_type(0).dtype, y});
          },
      .traits = {Trait::rowwise},
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value x = n.input(0);
        const Ints factors = spatial_attribute(n, "factors", x.rank() - 2, 2, 1);
        Ints split{x.shape()[0], x.shape()[1]}, repeated = split, joined = split;
        for (int axis = 2; axis < x.rank(); ++axis) {
          const std::int64_t size = x.shape()[axis];
          const std::int64_t factor = factors[static_cast<std::size_t>(axis - 2)];
          split.insert(split.end(), {size, 1});
          repeated.insert(repeated.end(), {size, factor});
          joined.push_back(size * factor);
        }
        return {g.reshape(g.broadcast_to(g.reshape(x, split), repeated), joined)};
      },
      .samples = {"f32[2,3,2,3]", "f64[1,2,3] factors=[3]", "f32[1,1,2,2,2] factors=[1,2,3]",
                  "f32[0,2,2,2]", "bf16[1,2,2,2]", "u8[1,1,2,2]"},
  };
}

}  // namespace ingot
