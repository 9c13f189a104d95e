// avg_pool and its gradient: one walk in two directions.
#pragma once

#include "ops/pooling.h"

namespace ingot {

/// 1 / (number of averaged elements) for each output of a plane.
template <class C>
std::vector<C> shares_of_windows(const Window& w, bool count_include_pad) {
  std::vector<C> count(static_cast<std::size_t>(w.output_size()));
  if (count_include_pad)
    std::fill(count.begin(), count.end(), static_cast<C>(w.kernel_size()));
  else
    for_each_run(w, [&](std::int64_t, std::int64_t out, std::int64_t, std::int64_t n) {
      for (std::int64_t i = 0; i < n; ++i) count[static_cast<std::size_t>(out + i)] += 1;
    });
  for (C& c : count) c = c > 0 ? 1 / c : 0;
  return count;
}

template <class C>
void run_avg_pool(const ReferenceArgs& r) {
  const Shape& s = r.input(0).shape();
  const Window w = pooling_window(r.node(), s);
  const Operand<C> x(r.input(0));
  Result<C> y(r.output(0));
  const std::vector<C> share = shares_of_windows<C>(w, r.node().flag("count_include_pad"));
  const std::int64_t stride = w.axes[2].stride;
  for (std::int64_t plane = 0; plane < s[0] * s[1]; ++plane) {
    const C* from = x.data() + plane * w.input_size();
    C* to = y.data() + plane * w.output_size();
    for_each_run(w, [&](std::int64_t, std::int64_t out, std::int64_t in, std::int64_t n) {
      for (std::int64_t i = 0; i < n; ++i) to[out + i] += from[in + i * stride];
    });
    for (std::size_t i = 0; i < share.size(); ++i) to[i] *= share[i];
  }
}

template <class C>
void run_avg_pool_backward(const ReferenceArgs& r) {
  const Shape& s = r.output(0).shape();
  const Window w = pooling_window(r.node(), s);
  const Operand<C> dy(r.input(0));
  Result<C> dx(r.output(0));
  const std::vector<C> share = shares_of_windows<C>(w, r.node().flag("count_include_pad"));
  const std::int64_t stride = w.axes[2].stride;
  for (std::int64_t plane = 0; plane < s[0] * s[1]; ++plane) {
    const C* from = dy.data() + plane * w.output_size();
    C* to = dx.data() + plane * w.input_size();
    for_each_run(w, [&](std::int64_t, std::int64_t out, std::int64_t in, std::int64_t n) {
      for (std::int64_t i = 0; i < n; ++i)
        to[in + i * stride] += from[out + i] * share[static_cast<std::size_t>(out + i)];
    });
  }
}

}  // namespace ingot
