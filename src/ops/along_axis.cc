#include "ops/along_axis.h"

namespace ingot {

TensorTypes infer_position(const NodeView& n) {
  require_number(n, 0);
  const int axis = n.axis("axis");
  const Shape& shape = n.input_type(0).shape;
  n.require(shape[axis] > 0, text("axis {} is empty", "轴 {} 为空", axis));
  return TensorType{i64, n.keeps("keep") == keep_dims ? shape.with(axis, 1) : shape.without(axis)};
}

}  // namespace ingot
