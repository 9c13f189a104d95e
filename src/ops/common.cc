#include "ops/common.h"

namespace ingot {
namespace {

TensorType broadcast_one_dtype(const NodeView& n) {
  for (int i = 1; i < n.num_inputs(); ++i) n.require_same_dtype(0, i);
  return {n.input_type(0).dtype, infer_shape(n)};
}

Error wrong_dtype(const NodeView& n, int i, const Text& wanted) {
  const std::string_view given = to_string(n.input_type(i).dtype);
  return n.fail("dtype_unsupported",
                {fmt::format("input {} must be {}, not {}", i, wanted.en, given),
                 fmt::format("输入 {} 须为{}, 不能是 {}", i, wanted.zh, given)});
}

}  // namespace

Shape infer_shape(const NodeView& n) {
  Shape shape = n.input_type(0).shape;
  for (int i = 1; i < n.num_inputs(); ++i) {
    const Shape& other = n.input_type(i).shape;
    const std::optional<Shape> both = broadcast(shape, other);
    if (!both)
      throw n.fail(
          "shape_mismatch",
          text("shapes {} and {} do not broadcast: sizes must be equal or 1",
               "形状 {} 与 {} 无法广播: 各轴大小须相等或为 1", to_string(shape), to_string(other)));
    shape = *both;
  }
  return shape;
}

TensorTypes infer_source(const NodeView& n) {
  return TensorType{n.dtype("dtype"), Shape(n.integers("shape"))};
}

TensorTypes infer_same(const NodeView& n) { return n.input_type(0); }

TensorTypes infer_number(const NodeView& n) {
  require_number(n, 0);
  return broadcast_one_dtype(n);
}

TensorTypes infer_float(const NodeView& n) {
  n.require_float(0);
  return broadcast_one_dtype(n);
}

TensorTypes infer_comparison(const NodeView& n) {
  return TensorType{boolean, broadcast_one_dtype(n).shape};
}

TensorTypes infer_logical(const NodeView& n) {
  require_dtype(n, 0, boolean);
  return broadcast_one_dtype(n);
}

void require_dtype(const NodeView& n, int i, DType wanted) {
  if (!n.has_input(i) || n.input_type(i).dtype == wanted) return;
  throw wrong_dtype(n, i, text("{}", " {}", to_string(wanted)));
}

void require_integer(const NodeView& n, int i) {
  if (!n.has_input(i) || is_integer(n.input_type(i).dtype)) return;
  throw wrong_dtype(n, i, text("an integer tensor", "整数张量"));
}

void require_number(const NodeView& n, int i) {
  if (!n.has_input(i) || n.input_type(i).dtype != boolean) return;
  throw wrong_dtype(n, i, text("a tensor of numbers", "数值张量"));
}

int resolve_axis(const NodeView& n, std::int64_t axis, int rank) {
  if (axis < -rank || axis >= rank)
    throw n.fail("bad_axis",
                 text("{} is no axis of a tensor of rank {}", "{} 不是 {} 维张量的轴", axis, rank));
  return static_cast<int>(axis < 0 ? axis + rank : axis);
}

Value full(Builder& g, const TensorType& type, double value) {
  const Value scalar = g.scalar(type.dtype, value);
  return type.rank() == 0 ? scalar : g.broadcast_to(scalar, type.shape.to_vector());
}

Value zeros(Builder& g, const TensorType& type) { return full(g, type, 0); }

AxisView around(const Shape& shape, int axis) {
  AxisView view;
  for (int i = 0; i < axis; ++i) view.outer *= shape[i];
  view.length = shape[axis];
  for (int i = axis + 1; i < shape.rank(); ++i) view.inner *= shape[i];
  return view;
}

const void* advance(const void* pointer, DType dtype, std::int64_t elements) {
  return static_cast<const std::byte*>(pointer) +
         elements * static_cast<std::int64_t>(size_bytes(dtype));
}

void* advance(void* pointer, DType dtype, std::int64_t elements) {
  return static_cast<std::byte*>(pointer) + elements * static_cast<std::int64_t>(size_bytes(dtype));
}

}  // namespace ingot
