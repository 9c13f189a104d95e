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

CountedRows::CountedRows(Builder& g, const Value& row_mask, const Value& x) {
  const std::int64_t batch = x.shape()[0], channels = std::max<std::int64_t>(1, x.shape()[1]);
  const double places =
      static_cast<double>(x.shape().num_elements()) / static_cast<double>(channels);
  count = g.scalar_like(x, places);
  if (!row_mask) return;
  Ints shape(static_cast<std::size_t>(x.rank()), 1);
  shape[0] = batch;
  mask = g.reshape(row_mask, shape);
  const Value one = g.scalar_like(x, 1), zero = g.scalar_like(x, 0);
  const double per_row = places / static_cast<double>(std::max<std::int64_t>(1, batch));
  count = g.maximum(g.sum(g.select(mask, one, zero)) * per_row, one);
}

Value CountedRows::only(Builder& g, const Value& v) const {
  return mask ? g.select(mask, v, g.scalar_like(v, 0)) : v;
}

void require_row_mask(const NodeView& n, int i) {
  if (!n.has_input(i)) return;
  const TensorType wanted{boolean, {n.input_type(0).shape[0]}};
  n.require(n.input_type(i) == wanted,
            text("row_mask must be {}", "row_mask 须为 {}", to_string(wanted)));
}

Value standardized(Builder& g, const Value& x, const Ints& axes, double epsilon) {
  const Value centred = x - g.mean(x, axes, keep_dims);
  return centred * inverse_deviation(g, g.mean(g.square(centred), axes, keep_dims), epsilon);
}

Value inverse_deviation(Builder& g, const Value& variance, double epsilon) {
  return g.rsqrt(variance + epsilon);
}

}  // namespace ingot
