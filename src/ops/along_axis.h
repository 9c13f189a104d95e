// Loops along one axis: positions of extremes, cumulative sums and products, sorting.
#pragma once

#include "ops/common.h"

namespace ingot {

/// i64 of x's shape without `axis` (or with size 1). errors: shape_mismatch on an empty axis
[[nodiscard]] TensorTypes infer_position(const NodeView& n);

/// Writes the first position along `axis` that no other is better than.
template <class T, class Better>
void first_position(const ReferenceArgs& r, Better better) {
  const AxisView view = around(r.input(0).shape(), r.node().axis("axis"));
  const T* x = r.input(0).data<T>().data();
  std::int64_t* y = r.output(0).mutable_data<std::int64_t>().data();
  for (std::int64_t o = 0; o < view.outer; ++o, y += view.inner) {
    const T* slab = x + o * view.length * view.inner;
    std::fill(y, y + view.inner, 0);
    for (std::int64_t k = 1; k < view.length; ++k)
      for (std::int64_t i = 0; i < view.inner; ++i)
        if (better(slab[k * view.inner + i], slab[y[i] * view.inner + i])) y[i] = k;
  }
}

/// Running totals along `axis`, from the end when `reverse`; when `exclusive`, each without its own
/// element. Added or multiplied in the order of the axis, in double for floats.
template <class T, class Step>
void accumulate_along(const ReferenceArgs& r, Accumulator<T> init, Step step) {
  const AxisView view = around(r.input(0).shape(), r.node().axis("axis"));
  const bool reverse = r.node().flag("reverse"), exclusive = r.node().flag("exclusive");
  const T* x = r.input(0).data<T>().data();
  T* y = r.output(0).mutable_data<T>().data();
  std::vector<Accumulator<T>> totals(static_cast<std::size_t>(view.inner));
  for (std::int64_t o = 0; o < view.outer; ++o) {
    std::fill(totals.begin(), totals.end(), init);
    for (std::int64_t k = 0; k < view.length; ++k) {
      const std::int64_t at = (o * view.length + (reverse ? view.length - 1 - k : k)) * view.inner;
      for (std::size_t i = 0; i < totals.size(); ++i) {
        const Accumulator<T> before = totals[i];
        totals[i] = step(before, widen(x[at + static_cast<std::int64_t>(i)]));
        y[at + static_cast<std::int64_t>(i)] = narrow<T>(exclusive ? before : totals[i]);
      }
    }
  }
}

/// An element and where it stood.
template <class T>
struct Ranked {
  T value;
  std::int64_t position;
};

/// Puts the first `count` of `row` in order: ascending, or descending with NaN first. Equal
/// elements keep their order.
template <class T>
void rank_row(std::vector<Ranked<T>>& row, std::int64_t count, bool descending) {
  const auto before = [descending](const Ranked<T>& a, const Ranked<T>& b) {
    const bool less = less_nan_last(a.value, b.value), more = less_nan_last(b.value, a.value);
    if (less == more) return a.position < b.position;
    return descending ? more : less;
  };
  const auto middle = row.begin() + count;
  if (middle == row.end())
    std::sort(row.begin(), row.end(), before);
  else
    std::partial_sort(row.begin(), middle, row.end(), before);
}

/// Calls write(offset, ranked) for the first `count` of each row along `axis`, in order. `offset`
/// is that of element k in an output whose axis has `count` elements.
template <class T, class Write>
void for_each_ranked(const Tensor& x, int axis, std::int64_t count, bool descending, Write write) {
  const AxisView view = around(x.shape(), axis);
  const T* data = x.data<T>().data();
  std::vector<Ranked<T>> row(static_cast<std::size_t>(view.length));
  for (std::int64_t o = 0; o < view.outer; ++o)
    for (std::int64_t i = 0; i < view.inner; ++i) {
      for (std::int64_t k = 0; k < view.length; ++k)
        row[static_cast<std::size_t>(k)] = {data[(o * view.length + k) * view.inner + i], k};
      rank_row(row, count, descending);
      for (std::int64_t k = 0; k < count; ++k)
        write((o * count + k) * view.inner + i, row[static_cast<std::size_t>(k)]);
    }
}

}  // namespace ingot
