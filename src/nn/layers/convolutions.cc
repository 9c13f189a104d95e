#include "nn/layers/convolutions.h"

namespace ingot {
namespace {

std::int64_t product(const Ints& values) {
  std::int64_t result = 1;
  for (const std::int64_t v : values) result *= v;
  return result;
}

Value bias_of(LayerContext& c, DType dtype, std::int64_t filters) {
  if (!c.options.flag("use_bias")) return {};
  return c.weight("bias", {dtype, {filters}}, c.options.initializer("bias_initializer"), {});
}

Value kernel_of(LayerContext& c, const Value& x, Ints shape, const Ints& size, Fans fans) {
  shape.insert(shape.end(), size.begin(), size.end());
  const std::int64_t area = product(size);
  return c.weight("kernel", {x.dtype(), Shape(shape)}, c.options.initializer("kernel_initializer"),
                  {fans.in * area, fans.out * area}, kernel_penalty(c.options));
}

}  // namespace

Penalty kernel_penalty(const SpecView& options) {
  return {options.number("kernel_l1"), options.number("kernel_l2")};
}

ConvolutionWidth read_width(const LayerContext& c, const Value& x) {
  const std::int64_t filters = c.options.integer("filters"), groups = c.options.integer("groups");
  c.options.require(filters >= 1, "filters", text("must be at least 1", "须至少为 1"));
  const std::int64_t channels = x.shape()[1];
  c.options.require(groups >= 1 && channels % groups == 0 && filters % groups == 0, "groups",
                    text("must divide {} channels and {} filters",
                         "须能整除 {} 个通道和 {} 个滤波器", channels, filters));
  return {filters, groups};
}

Value trace_convolution(LayerContext& c, const Value& x, std::size_t axes,
                        const ConvolutionWidth& width) {
  const auto [filters, groups] = width;
  const std::int64_t inputs = x.shape()[1] / groups;
  const Ints size = per_axis(c.options, "kernel_size", axes, Ints{});
  const LayerWindow w = read_window(c, x, size, Ints{1});
  const Value kernel = kernel_of(c, x, {filters, inputs}, size, {inputs, filters / groups});
  const Value y = c.g.conv(x, kernel, bias_of(c, x.dtype(), filters),
                           {.strides = w.strides,
                            .padding_low = w.padding_low,
                            .padding_high = w.padding_high,
                            .dilation = w.dilation,
                            .groups = groups});
  return c.activate(c.options.string("activation"), y);
}

Value trace_transposed_convolution(LayerContext& c, const Value& x, std::size_t axes,
                                   const ConvolutionWidth& width) {
  const auto [filters, groups] = width;
  const std::int64_t channels = x.shape()[1], outputs = filters / groups;
  const Ints size = per_axis(c.options, "kernel_size", axes, Ints{});
  const Ints strides = per_axis(c.options, "strides", axes, Ints{1});
  const Ints dilation = per_axis(c.options, "dilation", axes, Ints{1});
  const bool same = read_padding(c.options) == LayerPadding::same;
  // A window shorter than its stride leaves a gap behind the last one, which counts as output.
  Ints low(axes, 0), high(axes, 0), extra(axes, 0);
  for (std::size_t i = 0; i < axes; ++i) {
    const std::int64_t reach = (size[i] - 1) * dilation[i] + 1;
    extra[i] = std::max<std::int64_t>(0, strides[i] - reach);
    if (!same) continue;
    const std::int64_t surplus = std::max<std::int64_t>(0, reach - strides[i]);
    low[i] = surplus / 2;
    high[i] = surplus - low[i];
  }
  const Value kernel = kernel_of(c, x, {channels, outputs}, size, {channels / groups, outputs});
  const Value y = c.g.conv_transpose(x, kernel, bias_of(c, x.dtype(), filters),
                                     {.strides = strides,
                                      .padding_low = low,
                                      .padding_high = high,
                                      .dilation = dilation,
                                      .groups = groups,
                                      .output_padding = extra});
  return c.activate(c.options.string("activation"), y);
}

}  // namespace ingot
