#include "ops/window.h"

namespace ingot {

Ints spatial_sizes(const Shape& shape) {
  return shape.rank() <= 2 ? Ints{} : Ints(shape.begin() + 2, shape.end());
}

Ints spatial_attribute(const NodeView& n, std::string_view name, int num_axes,
                       std::int64_t fallback, std::int64_t least) {
  const Ints& given = n.integers(name);
  if (given.empty()) return Ints(static_cast<std::size_t>(num_axes), fallback);
  if (static_cast<int>(given.size()) != num_axes)
    throw n.fail("bad_attribute",
                 text("{} has {} values for {} spatial axes", "{} 有 {} 个值, 而空间轴有 {} 个",
                      name, given.size(), num_axes));
  for (std::int64_t value : given)
    if (value < least)
      throw n.fail("bad_attribute", text("{} holds {}; the least value is {}",
                                         "{} 中的 {} 过小, 最小为 {}", name, value, least));
  return given;
}

Window make_window(const NodeView& n, const Ints& input, const Ints& kernel,
                   DefaultStride default_stride) {
  const int num_axes = static_cast<int>(input.size());
  n.require(num_axes >= 1 && num_axes <= 3,
            text("1 to 3 spatial axes are needed after (batch, channels), not {}",
                 "在 (批次, 通道) 之后须有 1 到 3 个空间轴, 而不是 {} 个", num_axes));
  n.require(kernel.size() == input.size(),
            text("the kernel has {} axes, the input {}", "卷积核有 {} 个轴, 输入有 {} 个",
                 kernel.size(), input.size()));
  const bool follow = default_stride == DefaultStride::kernel && n.integers("strides").empty();
  const Ints strides = follow ? kernel : spatial_attribute(n, "strides", num_axes, 1, 1);
  const Ints low = spatial_attribute(n, "padding_low", num_axes, 0, 0);
  const Ints high = spatial_attribute(n, "padding_high", num_axes, 0, 0);
  const Ints dilation = n.attrs().contains("dilation")
                            ? spatial_attribute(n, "dilation", num_axes, 1, 1)
                            : Ints(input.size(), 1);
  Window window;
  for (std::size_t i = 0; i < input.size(); ++i) {
    n.require(kernel[i] >= 1, text("a kernel of size {}", "卷积核大小为 {}", kernel[i]));
    const std::int64_t padded = input[i] + low[i] + high[i];
    const std::int64_t reach = dilation[i] * (kernel[i] - 1) + 1;
    n.require(reach <= padded, text("a window of {} does not fit into {} (padding included)",
                                    "大小为 {} 的窗口放不进 {} (含填充)", reach, padded));
    window.axes[i + 3 - input.size()] = {.input = input[i],
                                         .output = (padded - reach) / strides[i] + 1,
                                         .kernel = kernel[i],
                                         .stride = strides[i],
                                         .dilation = dilation[i],
                                         .low = low[i]};
  }
  return window;
}

Ints output_sizes(const Window& window, int num_axes) {
  Ints sizes;
  for (int i = 3 - num_axes; i < 3; ++i)
    sizes.push_back(window.axes[static_cast<std::size_t>(i)].output);
  return sizes;
}

}  // namespace ingot
