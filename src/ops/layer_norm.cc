#include "ops/normalization.h"

namespace ingot {
namespace {

TensorTypes infer_layer_norm(const NodeView& n) {
  n.require_float(0);
  const Shape& x = n.input_type(0).shape;
  const int axis = n.axis("axis");
  const Shape normalized(std::span<const std::int64_t>(x.begin() + axis, x.end()));
  for (int i = 1; i <= 2; ++i) {
    n.require_same_dtype(0, i);
    n.require(!n.has_input(i) || n.input_type(i).shape == normalized,
              text("{} needs shape {}", "{} 的形状须为 {}",
                   n.op().inputs[static_cast<std::size_t>(i)].name, to_string(normalized)));
  }
  return infer_same(n);
}

}  // namespace

OpDef define_layer_norm() {
  return {
      .name = "layer_norm",
      .doc =
          "(x - mean) / sqrt(variance + epsilon) scale + offset, with mean and (biased) variance\n"
          "over the axes from `axis` to the last. 16-bit types are computed in f32.\n"
          "Source: Ba et al. 2016, Layer normalization, eq. 4.",
      .inputs = {{"x", "float tensor"},
                 {"scale", "float tensor, shaped as the axes from `axis` on"},
                 {"offset", "float tensor, shaped as scale", Arity::optional}},
      .attrs = {{"axis", -1, "first of the axes that are normalised together"},
                {"epsilon", 1e-5, "added to the variance"}},
      .infer = infer_layer_norm,
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value x = widened(g, n.input(0));
        const Ints axes = axes_from(x.rank(), n.axis("axis"));
        Value y = standardized(g, x, axes, n.number("epsilon")) * widened(g, n.input(1));
        if (n.has_input(2)) y = y + widened(g, n.input(2));
        return {narrowed(g, y, n.input(0).dtype())};
      },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        Values result = g.layer_norm_backward(n.input(0), n.input(1), dy[0], n.axis("axis"),
                                              n.number("epsilon"));
        if (!n.has_input(2)) result[2] = {};
        return result;
      },
      .onnx = {.name = "LayerNormalization",
               .since = 17,
               .attrs = {{"axis", "axis"}, {"epsilon", "epsilon"}}},
      .samples = {"f32[3,5] f32[5] f32[5]", "f64[2,3,4] f64[3,4] f64[3,4] axis=1",
                  "f64[4,6] f64[6] - epsilon=0.1", "f32[0,5] f32[5] f32[5]",
                  "bf16[2,8] bf16[8] bf16[8]", "f32[3,1] f32[1] f32[1]"},
  };
}

}  // namespace ingot
