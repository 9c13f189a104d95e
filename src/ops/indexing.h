// What gathers and scatters share.
#pragma once

#include "ops/common.h"

namespace ingot {

/// Input 1 of the node as positions in 0..length-1, negative ones counted from the end.
/// errors: index_out_of_range, with the first index that is none
[[nodiscard]] Ints checked_indices(const ReferenceArgs& r, std::int64_t length);
/// The shape of x (input 0) with `axis` replaced by the shape of the indices (input 1).
[[nodiscard]] Shape indexed_shape(const NodeView& n);
/// Throws unless the updates (input 2) have x's dtype and the indexed shape.
void require_updates(const NodeView& n);

/// Throws unless the indices (input 1) agree with x in all axes but `axis`.
void require_element_indices(const NodeView& n);

/// Calls visit(place in x, place in the indices) for every index, in row-major order.
/// errors: index_out_of_range
template <class Visit>
void for_each_element_index(const ReferenceArgs& r, Visit visit) {
  const int axis = r.node().axis("axis");
  const std::int64_t length = r.input(0).shape()[axis];
  const AxisView view = around(r.input(1).shape(), axis);
  const Ints indices = checked_indices(r, length);
  std::int64_t at = 0;
  for (std::int64_t o = 0; o < view.outer; ++o)
    for (std::int64_t k = 0; k < view.length; ++k)
      for (std::int64_t i = 0; i < view.inner; ++i, ++at)
        visit((o * length + indices[static_cast<std::size_t>(at)]) * view.inner + i, at);
}

/// Whether each position of `indices` holds the last occurrence of its index along axis 0: the one
/// whose update stays in a scatter. Boolean, of the shape of `indices`.
[[nodiscard]] Value last_occurrence(Builder& g, const Value& indices, std::int64_t length);

}  // namespace ingot
