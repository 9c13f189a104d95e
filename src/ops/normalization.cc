#include "ops/normalization.h"

namespace ingot {

Ints axes_without(int rank, int kept) {
  Ints axes;
  for (int axis = 0; axis < rank; ++axis)
    if (axis != kept) axes.push_back(axis);
  return axes;
}

Ints axes_from(int rank, int first) {
  Ints axes;
  for (int axis = first; axis < rank; ++axis) axes.push_back(axis);
  return axes;
}

Value per_channel(Builder& g, const Value& v, int rank) {
  Ints shape(static_cast<std::size_t>(rank - 1), 1);
  shape[0] = v.shape().num_elements();
  return g.reshape(v, shape);
}

void require_per_channel(const NodeView& n, int last) {
  n.require_float(0);
  const Shape& x = n.input_type(0).shape;
  n.require(x.rank() >= 2,
            text("x needs axes (batch, channels, ...)", "x 须有 (批次, 通道, ...) 各轴"));
  for (int i = 1; i <= last; ++i) {
    n.require_same_dtype(0, i);
    n.require(
        !n.has_input(i) || n.input_type(i).shape == Shape{x[1]},
        text("{} needs shape [{}], one value per channel", "{} 的形状须为 [{}], 每个通道一个值",
             n.op().inputs[static_cast<std::size_t>(i)].name, x[1]));
  }
}

Value standardized(Builder& g, const Value& x, const Ints& axes, double epsilon) {
  const Value centred = x - g.mean(x, axes, keep_dims);
  return centred * inverse_deviation(g, g.mean(g.square(centred), axes, keep_dims), epsilon);
}

Value inverse_deviation(Builder& g, const Value& variance, double epsilon) {
  return g.rsqrt(variance + epsilon);
}

}  // namespace ingot
