#include "ops/normalization.h"

namespace ingot {

OpDef define_group_norm() {
  return {
      .name = "group_norm",
      .doc =
          "(x - mean) / sqrt(variance + epsilon) scale + offset, with mean and (biased) variance\n"
          "over each row's channels of one group and all spatial axes. 16-bit types are computed\n"
          "in f32.\n"
          "Source: Wu and He 2018, Group normalization, sec. 3.",
      .inputs = {{"x", "float tensor (batch, channels, ...)"},
                 {"scale", "float tensor (channels)"},
                 {"offset", "float tensor (channels)"}},
      .attrs = {{"groups", 1, "parts of the channels that are normalised together"},
                {"epsilon", 1e-5, "added to the variance"}},
      .infer =
          [](const NodeView& n) {
            require_per_channel(n, 2);
            const std::int64_t groups = n.integer("groups");
            const std::int64_t channels = n.input_type(0).shape[1];
            n.require(groups >= 1 && channels % groups == 0,
                      text("{} channels cannot be split into {} groups", "{} 个通道不能分成 {} 组",
                           channels, groups));
            return infer_same(n);
          },
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value x = widened(g, n.input(0));
        const Shape& s = n.input_type(0).shape;
        const std::int64_t groups = n.integer("groups"), rows = s[0] * groups;
        std::int64_t width = s[1] / groups;
        for (int axis = 2; axis < s.rank(); ++axis) width *= s[axis];
        const Value z = standardized(g, g.reshape(x, {rows, width}), {1}, n.number("epsilon"));
        const Value y =
            g.reshape(z, x.shape().to_vector()) * per_channel(g, widened(g, n.input(1)), x.rank()) +
            per_channel(g, widened(g, n.input(2)), x.rank());
        return {narrowed(g, y, n.input(0).dtype())};
      },
      .samples = {"f32[2,4] f32[4] f32[4] groups=2", "f64[2,4,3,2] f64[4] f64[4] groups=2",
                  "f64[1,3,5] f64[3] f64[3] epsilon=0.1", "f32[0,4,2] f32[4] f32[4] groups=4",
                  "bf16[2,4,3] bf16[4] bf16[4] groups=2"},
  };
}

}  // namespace ingot
