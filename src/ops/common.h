// What op records share: type inference, constants, strided copies and the view around one axis.
#pragma once

#include "graph/op_def.h"

namespace ingot {

// Type inference. Each throws shape_mismatch, dtype_mismatch or dtype_unsupported.

/// From the attributes `dtype` and `shape` of a source.
[[nodiscard]] TensorTypes infer_source(const NodeView& n);
/// The type of input 0.
[[nodiscard]] TensorTypes infer_same(const NodeView& n);
/// The broadcast of all inputs, which are of one dtype: a number, a float, any.
[[nodiscard]] TensorTypes infer_number(const NodeView& n);
[[nodiscard]] TensorTypes infer_float(const NodeView& n);
/// The broadcast as booleans: of any inputs of one dtype, of boolean inputs.
[[nodiscard]] TensorTypes infer_comparison(const NodeView& n);
[[nodiscard]] TensorTypes infer_logical(const NodeView& n);

/// The broadcast of the shapes of all inputs. errors: shape_mismatch with both shapes
[[nodiscard]] Shape infer_shape(const NodeView& n);

/// Throws unless input `i` has dtype `wanted` (or an integer, or a number that is not boolean).
void require_dtype(const NodeView& n, int i, DType wanted);
void require_integer(const NodeView& n, int i);
void require_number(const NodeView& n, int i);

/// `axis` of a tensor of rank `rank`, negative ones counted from the end. errors: bad_axis
[[nodiscard]] int resolve_axis(const NodeView& n, std::int64_t axis, int rank);

/// A constant of rank 0, broadcast to the shape.
[[nodiscard]] Value full(Builder& g, const TensorType& type, double value);
[[nodiscard]] Value zeros(Builder& g, const TensorType& type);

/// A row-major tensor seen around one axis: element (o, k, i) is at (o * length + k) * inner + i.
struct AxisView {
  std::int64_t outer = 1, length = 1, inner = 1;
};
[[nodiscard]] AxisView around(const Shape& shape, int axis);

/// In elements; 0 repeats, negative walks backwards.
using Strides = std::array<std::int64_t, Shape::kMaxRank>;

/// Copies a box of elements from one strided array to another; both pointers name its first one.
/// cost: contiguous rows are copied as blocks, transposed planes in tiles
void copy_box(const Shape& box, DType dtype, const void* from, const Strides& from_strides,
              void* to, const Strides& to_strides);
/// `pointer` moved on by `elements`.
[[nodiscard]] const void* advance(const void* pointer, DType dtype, std::int64_t elements);
[[nodiscard]] void* advance(void* pointer, DType dtype, std::int64_t elements);

/// The type in which values of T are compared and added one to another.
template <class T>
using Compute = std::conditional_t<std::is_same_v<T, BFloat16> || std::is_same_v<T, Float16>, float,
                                   std::conditional_t<std::is_same_v<T, bool>, std::uint8_t, T>>;
/// The type in which sums over T are kept: double, or a 64-bit integer that wraps around.
template <class T>
using Accumulator = std::conditional_t<std::is_floating_point_v<Compute<T>>, double, std::uint64_t>;

/// To an element type, rounding (float) or wrapping around (integer).
template <class T, class From>
[[nodiscard]] T narrow(From value) {
  if constexpr (std::is_same_v<T, bool>)
    return value != 0;
  else
    return T(static_cast<Compute<T>>(value));
}
template <class T>
[[nodiscard]] Accumulator<T> widen(T value) {
  return static_cast<Accumulator<T>>(static_cast<Compute<T>>(value));
}
template <class T>
[[nodiscard]] bool is_nan(T value) {
  if constexpr (std::is_floating_point_v<Compute<T>>)
    return static_cast<Compute<T>>(value) != static_cast<Compute<T>>(value);
  else
    return false;
}

/// A strict order in which NaN is greater than every number and equal to itself.
template <class T>
[[nodiscard]] bool less_nan_last(T a, T b) {
  return static_cast<Compute<T>>(a) < static_cast<Compute<T>>(b) || (is_nan(b) && !is_nan(a));
}

}  // namespace ingot
