#include "nn/layers/windows.h"

namespace ingot {

void require_spatial_axes(const LayerContext& c, const Value& x, std::size_t axes) {
  c.require_rank(
      x, static_cast<int>(axes) + 2,
      axes == 1 ? text("(batch, channels, length)", "(批次, 通道, 长度)")
                : text("(batch, channels, {} spatial axes)", "(批次, 通道, {} 个空间轴)", axes));
}

Ints per_axis(const SpecView& options, std::string_view name, std::size_t axes,
              const Ints& if_empty) {
  Ints values = options.integers(name);
  if (values.empty()) values = if_empty;
  if (values.size() == 1) values.resize(axes, values[0]);
  options.require(values.size() == axes, name,
                  text("needs 1 or {} numbers", "须为 1 个或 {} 个数", axes));
  for (const std::int64_t v : values)
    options.require(v >= 1, name, text("must be at least 1, not {}", "须至少为 1，而不是 {}", v));
  return values;
}

LayerPadding read_padding(const SpecView& options) {
  const std::string& padding = options.string("padding");
  options.require(
      padding == "valid" || padding == "same", "padding",
      text("must be valid or same, not \"{}\"", "须为 valid 或 same，而不是“{}”", padding));
  return padding == "same" ? LayerPadding::same : LayerPadding::valid;
}

LayerWindow read_window(const LayerContext& c, const Value& x, const Ints& size,
                        const Ints& default_strides) {
  const std::size_t axes = size.size();
  const bool dilates = c.options.spec().options.contains("dilation");
  LayerWindow w{
      .size = size,
      .strides = per_axis(c.options, "strides", axes, default_strides),
      .padding_low = Ints(axes, 0),
      .padding_high = Ints(axes, 0),
      .dilation = dilates ? per_axis(c.options, "dilation", axes, Ints{1}) : Ints(axes, 1)};
  const bool same = read_padding(c.options) == LayerPadding::same;
  for (std::size_t i = 0; i < axes; ++i) {
    const std::int64_t input = x.shape()[static_cast<int>(i) + 2];
    const std::int64_t reach = (size[i] - 1) * w.dilation[i] + 1;
    if (same) {
      const std::int64_t output = (input + w.strides[i] - 1) / w.strides[i];
      const std::int64_t total =
          std::max<std::int64_t>(0, (output - 1) * w.strides[i] + reach - input);
      w.padding_low[i] = total / 2;
      w.padding_high[i] = total - total / 2;
    }
    c.require(input + w.padding_low[i] + w.padding_high[i] >= reach, {x},
              text("has a window of {}, larger than its input", "的窗口 {} 大于输入", reach));
  }
  return w;
}

}  // namespace ingot
