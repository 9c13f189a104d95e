// What the pooling ops share.
#pragma once

#include "ops/operand.h"
#include "ops/window.h"

namespace ingot {

/// The window of a pooling node over an input of shape `x`.
[[nodiscard]] Window pooling_window(const NodeView& n, const Shape& x);
/// `x` with its spatial sizes replaced.
[[nodiscard]] Shape with_spatial_sizes(const Shape& x, const Ints& sizes);
/// Type inference: input 0 is a float tensor (batch, channels, spatial...), pooled.
[[nodiscard]] TensorTypes infer_pooling(const NodeView& n);

/// Where each output's largest input lies, as an offset in the plane; the first on ties, -1 when
/// the window holds padding only. A NaN counts as largest.
template <class C>
void largest_of_windows(const Window& w, const C* x, std::vector<std::int64_t>& at) {
  at.assign(static_cast<std::size_t>(w.output_size()), -1);
  const std::int64_t stride = w.axes[2].stride;
  for_each_run(w, [&](std::int64_t, std::int64_t out, std::int64_t in, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
      std::int64_t& best = at[static_cast<std::size_t>(out + i)];
      const std::int64_t candidate = in + i * stride;
      // Not `<=`, so that a NaN wins and then stays.
      if (best < 0 || !(x[candidate] <= x[best] || x[best] != x[best])) best = candidate;
    }
  });
}

}  // namespace ingot
