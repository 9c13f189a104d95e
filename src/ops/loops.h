// Loops over strided boxes and reductions, for reference bodies.
#pragma once

#include <limits>

#include "ops/common.h"

namespace ingot {

/// Axes with their sizes and strides.
struct Box {
  Shape sizes;
  Strides strides{};

  void add(std::int64_t size, std::int64_t stride) {
    strides[static_cast<std::size_t>(sizes.rank())] = stride;
    sizes.push_back(size);
  }
};

/// Calls f(offset in a, offset in b) for every element of two boxes of one size, in row-major
/// order.
template <class F>
void for_each_pair(const Box& a, const Box& b, F&& f) {
  if (a.sizes.num_elements() == 0) return;
  std::array<std::int64_t, Shape::kMaxRank> index{};
  for (std::int64_t at_a = 0, at_b = 0;;) {
    f(at_a, at_b);
    int axis = a.sizes.rank() - 1;
    for (; axis >= 0; --axis) {
      const auto i = static_cast<std::size_t>(axis);
      at_a += a.strides[i];
      at_b += b.strides[i];
      if (++index[i] < a.sizes[axis]) break;
      at_a -= a.strides[i] * index[i];
      at_b -= b.strides[i] * index[i];
      index[i] = 0;
    }
    if (axis < 0) return;
  }
}

/// Calls f(offset) for every element of the box in row-major order.
template <class F>
void for_each_offset(const Box& box, F&& f) {
  for_each_pair(box, box, [&](std::int64_t offset, std::int64_t) { f(offset); });
}

/// The axes of a row-major tensor, neighbours of one kind merged. `inner` is the innermost merged
/// axis (stride 1), taken out of the box that `inner_reduced` names.
struct ReductionLoops {
  Box kept, reduced;
  std::int64_t inner = 1;
  bool inner_reduced = true;
};
[[nodiscard]] ReductionLoops reduction_loops(const Shape& shape, std::span<const int> axes);

/// Folds the elements along `axes` in row-major order, starting from `init`:
/// acc = step(acc, x), then y = finish(acc).
template <class T, class To, class A, class Step, class Finish>
void reduce(const Tensor& x, std::span<const int> axes, A init, Step step, To* y, Finish finish) {
  const ReductionLoops loops = reduction_loops(x.shape(), axes);
  const T* data = static_cast<const T*>(x.raw());
  const std::int64_t n = loops.inner;
  if (loops.inner_reduced) {
    for_each_offset(loops.kept, [&](std::int64_t kept) {
      A acc = init;
      for_each_offset(loops.reduced, [&](std::int64_t reduced) {
        const T* row = data + kept + reduced;
        for (std::int64_t i = 0; i < n; ++i) acc = step(acc, row[i]);
      });
      *y++ = finish(acc);
    });
    return;
  }
  // One byte or more for each accumulator; std::vector<bool> would pack bits.
  struct Slot {
    A value;
  };
  std::vector<Slot> acc(static_cast<std::size_t>(n));
  for_each_offset(loops.kept, [&](std::int64_t kept) {
    std::fill(acc.begin(), acc.end(), Slot{init});
    for_each_offset(loops.reduced, [&](std::int64_t reduced) {
      const T* row = data + kept + reduced;
      for (std::size_t i = 0; i < acc.size(); ++i) acc[i].value = step(acc[i].value, row[i]);
    });
    for (const Slot& a : acc) *y++ = finish(a.value);
  });
}

template <class A>
[[nodiscard]] constexpr A lowest_value() {
  if constexpr (std::numeric_limits<A>::has_infinity)
    return -std::numeric_limits<A>::infinity();
  else
    return std::numeric_limits<A>::lowest();
}
template <class A>
[[nodiscard]] constexpr A highest_value() {
  if constexpr (std::numeric_limits<A>::has_infinity)
    return std::numeric_limits<A>::infinity();
  else
    return std::numeric_limits<A>::max();
}

/// The type of input 0 with the attributes `axes` and `keep` applied: of numbers, of
/// floats, of booleans.
[[nodiscard]] TensorTypes infer_reduction(const NodeView& n);
[[nodiscard]] TensorTypes infer_float_reduction(const NodeView& n);
[[nodiscard]] TensorTypes infer_logical_reduction(const NodeView& n);

/// The gradient of `max` and `min`: dy shared equally by the elements that equal the output.
[[nodiscard]] Value extremum_gradient(Builder& g, const NodeView& n, const Value& dy);

/// The number of elements that are reduced to one.
[[nodiscard]] std::int64_t reduced_count(const NodeView& n);
/// The shape after reducing `axes`.
[[nodiscard]] Shape reduced_shape(const Shape& shape, std::span<const int> axes, KeepDims keep);
/// `y` or `dy` of a reduction with its reduced axes back, of size 1.
[[nodiscard]] Value with_kept_axes(Builder& g, const NodeView& n, const Value& y);

}  // namespace ingot
