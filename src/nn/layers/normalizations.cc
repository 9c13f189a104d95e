#include "nn/layers/normalizations.h"

namespace ingot {

int normalized_axis(const LayerContext& c, const Value& x) {
  c.require(x.rank() >= 2, {x}, text("needs (batch, ..., features)", "须为 (批次, ..., 特征)"));
  const std::int64_t given = c.options.integer("axis");
  const std::int64_t axis = given < 0 ? given + x.rank() : given;
  c.options.require(
      axis >= 1 && axis < x.rank(), "axis",
      text("{} is not one of the axes 1 .. {}", "{} 不在轴 1 .. {} 之中", given, x.rank() - 1));
  return static_cast<int>(axis);
}

Value scale_or_ones(LayerContext& c, DType dtype, const Shape& shape) {
  if (c.options.flag("use_scale")) return c.weight("scale", {dtype, shape}, "ones", {});
  return c.g.constant(Tensor::full({dtype, shape}, 1));
}

Value offset_or_zeros(LayerContext& c, DType dtype, const Shape& shape) {
  if (c.options.flag("use_offset")) return c.weight("offset", {dtype, shape}, "zeros", {});
  return c.g.constant(Tensor::zeros({dtype, shape}));
}

}  // namespace ingot
