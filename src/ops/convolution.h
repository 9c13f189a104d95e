// What conv and its two backward ops share: one geometry and one walk over it.
#pragma once

#include "ops/operand.h"
#include "ops/window.h"

namespace ingot {

/// x (batch, channels, ...), w (filters, channels / groups, ...), y (batch, filters, ...).
struct Convolution {
  std::int64_t batch = 0, channels = 0, filters = 0, groups = 1;
  Window window;
};

/// errors: shape_mismatch, bad_attribute
[[nodiscard]] Convolution make_convolution(const NodeView& n, const Shape& x, const Shape& w);

/// Calls f(x plane, y plane, first weight, batch element) for every pair of input and output
/// channel that a filter joins; planes and weights are offsets in elements. Input channels ascend
/// innermost.
template <class F>
void for_each_channel_pair(const Convolution& c, F&& f) {
  const std::int64_t inputs = c.channels / c.groups, outputs = c.filters / c.groups;
  for (std::int64_t b = 0; b < c.batch; ++b)
    for (std::int64_t o = 0; o < c.filters; ++o)
      for (std::int64_t i = 0; i < inputs; ++i) {
        const std::int64_t channel = o / outputs * inputs + i;
        f((b * c.channels + channel) * c.window.input_size(),
          (b * c.filters + o) * c.window.output_size(), (o * inputs + i) * c.window.kernel_size());
      }
}

/// The same attributes on another of the three ops.
[[nodiscard]] Attrs convolution_attrs(const NodeView& n);
/// The gradients' ops: dx from (dy, w), dw from (x, dy), y from (x, w).
[[nodiscard]] Value conv_data(Builder& g, const NodeView& n, const Value& dy, const Value& w,
                              const Shape& x);
[[nodiscard]] Value conv_weights(Builder& g, const NodeView& n, const Value& x, const Value& dy,
                                 const Shape& w);
[[nodiscard]] Value conv_forward(Builder& g, const NodeView& n, const Value& x, const Value& w);

}  // namespace ingot
