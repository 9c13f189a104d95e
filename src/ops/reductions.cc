#include "ops/loops.h"

namespace ingot {

ReductionLoops reduction_loops(const Shape& shape, std::span<const int> axes) {
  const Strides strides = shape.strides();
  ReductionLoops loops;
  int last_kind = -1;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    const int kind = std::find(axes.begin(), axes.end(), axis) != axes.end() ? 1 : 0;
    Box& box = kind == 1 ? loops.reduced : loops.kept;
    if (kind == last_kind) {
      const int last = box.sizes.rank() - 1;
      box.sizes.set(last, box.sizes[last] * shape[axis]);
      box.strides[static_cast<std::size_t>(last)] = strides[static_cast<std::size_t>(axis)];
    } else {
      box.add(shape[axis], strides[static_cast<std::size_t>(axis)]);
    }
    last_kind = kind;
  }
  if (last_kind < 0) return loops;
  loops.inner_reduced = last_kind == 1;
  Box& box = loops.inner_reduced ? loops.reduced : loops.kept;
  loops.inner = box.sizes.back();
  box.sizes = box.sizes.without(box.sizes.rank() - 1);
  return loops;
}

Shape reduced_shape(const Shape& shape, std::span<const int> axes, KeepDims keep) {
  Shape result;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    const bool reduced = std::find(axes.begin(), axes.end(), axis) != axes.end();
    if (!reduced) result.push_back(shape[axis]);
    if (reduced && keep == keep_dims) result.push_back(1);
  }
  return result;
}

Value with_kept_axes(Builder& g, const NodeView& n, const Value& y) {
  const Shape kept = reduced_shape(n.input_type(0).shape, n.axes("axes"), keep_dims);
  return y.shape() == kept ? y : g.reshape(y, kept.to_vector());
}

TensorTypes infer_reduction(const NodeView& n) {
  require_number(n, 0);
  const TensorType& x = n.input_type(0);
  return TensorType{x.dtype, reduced_shape(x.shape, n.axes("axes"), n.keeps("keep"))};
}

TensorTypes infer_float_reduction(const NodeView& n) {
  n.require_float(0);
  return infer_reduction(n);
}

TensorTypes infer_logical_reduction(const NodeView& n) {
  require_dtype(n, 0, boolean);
  return TensorType{boolean, reduced_shape(n.input_type(0).shape, n.axes("axes"), n.keeps("keep"))};
}

Value extremum_gradient(Builder& g, const NodeView& n, const Value& dy) {
  const Value x = n.input(0);
  const Ints axes = n.integers("axes");
  const Value chosen = g.equal(x, with_kept_axes(g, n, n.output(0)));
  const Value count = g.sum(g.cast(chosen, x.dtype()), axes, keep_dims);
  const Value share = with_kept_axes(g, n, dy) / count;
  return g.select(chosen, share, g.scalar_like(x, 0));
}

std::int64_t reduced_count(const NodeView& n) {
  std::int64_t count = 1;
  for (int axis : n.axes("axes")) count *= n.input_type(0).shape[axis];
  return count;
}

}  // namespace ingot
