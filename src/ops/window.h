// Geometry of convolution and pooling windows.
#pragma once

#include "ops/common.h"

namespace ingot {

/// One spatial axis: output o and tap k read input o * stride + k * dilation - low.
struct WindowAxis {
  std::int64_t input = 1, output = 1, kernel = 1, stride = 1, dilation = 1, low = 0;

  /// First and one past the last output whose tap `k` reads inside the input.
  struct Range {
    std::int64_t begin = 0, end = 0;
  };
  [[nodiscard]] Range outputs_of(std::int64_t k) const {
    const std::int64_t shift = low - k * dilation;
    const std::int64_t begin = shift > 0 ? (shift + stride - 1) / stride : 0;
    const std::int64_t past = input + shift;
    const std::int64_t end = past > 0 ? (past + stride - 1) / stride : 0;
    return {begin, std::max(begin, std::min(end, output))};
  }
  [[nodiscard]] std::int64_t source(std::int64_t o, std::int64_t k) const {
    return o * stride + k * dilation - low;
  }
};

/// Three spatial axes; those that an op does not have are of size 1 in front.
struct Window {
  std::array<WindowAxis, 3> axes;

  [[nodiscard]] std::int64_t input_size() const {
    return axes[0].input * axes[1].input * axes[2].input;
  }
  [[nodiscard]] std::int64_t output_size() const {
    return axes[0].output * axes[1].output * axes[2].output;
  }
  [[nodiscard]] std::int64_t kernel_size() const {
    return axes[0].kernel * axes[1].kernel * axes[2].kernel;
  }
};

/// Sizes along the spatial axes (2 and on) of a shape.
[[nodiscard]] Ints spatial_sizes(const Shape& shape);
/// Attribute `name`, one value per spatial axis; empty means `fallback` for each.
/// errors: bad_attribute when the number of values is wrong or one is below `least`
[[nodiscard]] Ints spatial_attribute(const NodeView& n, std::string_view name, int num_axes,
                                     std::int64_t fallback, std::int64_t least);
/// The window of a node with attributes strides, padding_low, padding_high and perhaps dilation.
/// Empty strides mean 1, or the kernel's size where `strides_follow_kernel`.
enum class DefaultStride : std::uint8_t { one, kernel };
/// errors: shape_mismatch when the window is larger than the padded input
[[nodiscard]] Window make_window(const NodeView& n, const Ints& input, const Ints& kernel,
                                 DefaultStride default_stride);
/// Output sizes along the `num_axes` real axes.
[[nodiscard]] Ints output_sizes(const Window& window, int num_axes);

/// Calls f(tap, output offset, input offset, count) for every run of outputs along the last axis
/// whose tap reads inside the input; along a run the output advances by 1, the input by the stride.
template <class F>
void for_each_run(const Window& w, F&& f) {
  const auto& [d, h, v] = w.axes;
  std::int64_t tap = 0;
  for (std::int64_t kd = 0; kd < d.kernel; ++kd)
    for (std::int64_t kh = 0; kh < h.kernel; ++kh)
      for (std::int64_t kv = 0; kv < v.kernel; ++kv, ++tap) {
        const auto rd = d.outputs_of(kd), rh = h.outputs_of(kh), rv = v.outputs_of(kv);
        if (rv.begin == rv.end) continue;
        for (std::int64_t od = rd.begin; od < rd.end; ++od)
          for (std::int64_t oh = rh.begin; oh < rh.end; ++oh)
            f(tap, (od * h.output + oh) * v.output + rv.begin,
              (d.source(od, kd) * h.input + h.source(oh, kh)) * v.input + v.source(rv.begin, kv),
              rv.end - rv.begin);
      }
}

}  // namespace ingot
