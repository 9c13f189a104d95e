#include "ops/normalization.h"

namespace ingot {

OpDef define_rms_norm() {
  return {
      .name = "rms_norm",
      .doc =
          "x / sqrt(mean(x^2) + epsilon) scale, with the mean over the axes from `axis` to the\n"
          "last. 16-bit types are computed in f32.\n"
          "Source: Zhang and Sennrich 2019, Root mean square layer normalization, eq. 4.",
      .inputs = {{"x", "float tensor"},
                 {"scale", "float tensor, shaped as the axes from `axis` on"}},
      .attrs = {{"axis", -1, "first of the axes that are normalised together"},
                {"epsilon", 1e-5, "added to the mean square"}},
      .infer =
          [](const NodeView& n) {
            n.require_float(0);
            n.require_same_dtype(0, 1);
            const Shape& x = n.input_type(0).shape;
            const Shape tail(std::span<const std::int64_t>(x.begin() + n.axis("axis"), x.end()));
            n.require(n.input_type(1).shape == tail,
                      text("scale needs shape {}", "scale 的形状须为 {}", to_string(tail)));
            return infer_same(n);
          },
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value x = widened(g, n.input(0));
        const Ints axes = axes_from(x.rank(), n.axis("axis"));
        const Value inverse =
            inverse_deviation(g, g.mean(g.square(x), axes, keep_dims), n.number("epsilon"));
        return {narrowed(g, x * inverse * widened(g, n.input(1)), n.input(0).dtype())};
      },
      .samples = {"f32[3,5] f32[5]", "f64[2,3,4] f64[3,4] axis=1", "f64[4,6] f64[6] epsilon=0.1",
                  "f32[0,5] f32[5]", "bf16[2,8] bf16[8]"},
  };
}

}  // namespace ingot
