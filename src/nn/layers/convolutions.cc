#include "nn/layers/convolutions.h"

namespace ingot {
namespace {

std::int64_t product(const Ints& values) {
  std::int64_t result = 1;
  for (const std::int64_t v : values) result *= v;
  return result;
}

}  // namespace

Penalty kernel_penalty(const SpecView& options) {
  return {options.number("kernel_l1"), options.number("kernel_l2")};
}

Value add_channel_bias(LayerContext& c, const Value& y, std::int64_t channels) {
  if (!c.options.flag("use_bias")) return y;
  const Value bias =
      c.weight("bias", {y.dtype(), {channels}}, c.options.initializer("bias_initializer"), {});
  Ints shape(static_cast<std::size_t>(y.rank()), 1);
  shape[1] = channels;
  return y + c.g.reshape(bias, shape);
}

Value trace_convolution(LayerContext& c, const Value& x, std::size_t axes) {
  c.require_rank(x, static_cast<int>(axes) + 2,
                 text("(batch, channels, {} axes)", "(批次, 通道, {} 个轴)", axes));
  const std::int64_t filters = c.options.integer("filters"), groups = c.options.integer("groups");
  c.options.require(filters >= 1, "filters", text("must be at least 1", "须至少为 1"));
  const std::int64_t channels = x.shape()[1];
  c.options.require(groups >= 1 && channels % groups == 0 && filters % groups == 0, "groups",
                    text("must divide {} channels and {} filters",
                         "须能整除 {} 个通道和 {} 个滤波器", channels, filters));
  const Ints size = per_axis(c.options, "kernel_size", axes, Ints{});
  const LayerWindow w = read_window(c, x, size, Ints{1});
  Ints shape{filters, channels / groups};
  shape.insert(shape.end(), size.begin(), size.end());
  const std::int64_t area = product(size);
  const Value kernel =
      c.weight("kernel", {x.dtype(), Shape(shape)}, c.options.initializer("kernel_initializer"),
               {channels / groups * area, filters / groups * area}, kernel_penalty(c.options));
  Value bias;
  if (c.options.flag("use_bias"))
    bias = c.weight("bias", {x.dtype(), {filters}}, c.options.initializer("bias_initializer"), {});
  const Value y = c.g.conv(x, kernel, bias,
                           {.strides = w.strides,
                            .padding_low = w.padding_low,
                            .padding_high = w.padding_high,
                            .dilation = w.dilation,
                            .groups = groups});
  return c.activate(c.options.string("activation"), y);
}

}  // namespace ingot
