#include "ops/normalization.h"

namespace ingot {

OpDef define_layer_norm_backward() {
  return {
      .name = "layer_norm_backward",
      .doc =
          "Gradient of layer_norm by x, scale and offset. With z the standardised x and d = dy\n"
          "scale: dx = (d - mean(d) - z mean(d z)) / sqrt(variance + epsilon), dscale = sum(dy\n"
          "z), doffset = sum(dy), the sums over the axes before `axis`.\n"
          "Source: Ba et al. 2016, differentiated.",
      .inputs = {{"x", "input of layer_norm"}, {"scale", "its scale"}, {"dy", "gradient of y"}},
      .attrs = {{"axis", -1, "first of the axes that are normalised together"},
                {"epsilon", 1e-5, "added to the variance"}},
      .infer =
          [](const NodeView& n) {
            n.require_float(0);
            n.require_same_dtype(0, 1);
            n.require(n.input_type(2) == n.input_type(0),
                      text("dy must be like x", "dy 须与 x 同类型"));
            const Shape& x = n.input_type(0).shape;
            const Shape tail(std::span<const std::int64_t>(x.begin() + n.axis("axis"), x.end()));
            n.require(n.input_type(1).shape == tail,
                      text("scale needs shape {}", "scale 的形状须为 {}", to_string(tail)));
            return TensorTypes{n.input_type(0), n.input_type(1), n.input_type(1)};
          },
      .traits = {Trait::backward, Trait::training_only},
      .outputs = {"dx", "dscale", "doffset"},
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value x = widened(g, n.input(0)), scale = widened(g, n.input(1));
        const Value dy = widened(g, n.input(2));
        const int axis = n.axis("axis");
        const Ints axes = axes_from(x.rank(), axis);
        const Value centred = x - g.mean(x, axes, keep_dims);
        const Value inverse =
            inverse_deviation(g, g.mean(g.square(centred), axes, keep_dims), n.number("epsilon"));
        const Value z = centred * inverse, d = dy * scale;
        const Value dx =
            (d - g.mean(d, axes, keep_dims) - z * g.mean(d * z, axes, keep_dims)) * inverse;
        const DType dtype = n.input(0).dtype();
        return {narrowed(g, dx, dtype), narrowed(g, sum_to(g, dy * z, scale.shape()), dtype),
                narrowed(g, sum_to(g, dy, scale.shape()), dtype)};
      },
      .samples = {"f32[3,5] f32[5] f32[3,5]", "f64[2,3,4] f64[3,4] f64[2,3,4] axis=1",
                  "f64[4,6] f64[6] f64[4,6] epsilon=0.1", "f32[0,5] f32[5] f32[0,5]",
                  "bf16[2,8] bf16[8] bf16[2,8]"},
  };
}

}  // namespace ingot
