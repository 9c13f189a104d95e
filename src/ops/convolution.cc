#include "ops/convolution.h"

namespace ingot {

Convolution make_convolution(const NodeView& n, const Shape& x, const Shape& w) {
  Convolution c{.batch = x[0],
                .channels = x[1],
                .filters = w[0],
                .groups = n.integer("groups"),
                .window = {}};
  if (c.groups < 1)
    throw n.fail("bad_attribute", text("groups={} is below 1", "groups={} 小于 1", c.groups));
  n.require(c.channels % c.groups == 0 && c.filters % c.groups == 0,
            text("{} channels and {} filters cannot be split into {} groups",
                 "{} 个通道和 {} 个滤波器不能分成 {} 组", c.channels, c.filters, c.groups));
  n.require(w[1] * c.groups == c.channels,
            text("filters over {} channels in {} groups do not fit {} channels",
                 "每组 {} 个通道、共 {} 组的滤波器与 {} 个通道不符", w[1], c.groups, c.channels));
  c.window = make_window(n, spatial_sizes(x), spatial_sizes(w), DefaultStride::one);
  return c;
}

Attrs convolution_attrs(const NodeView& n) {
  Attrs attrs;
  for (const char* name : {"strides", "padding_low", "padding_high", "dilation", "groups"})
    attrs[name] = n.attrs().find(name)->second;
  return attrs;
}

Value conv_data(Builder& g, const NodeView& n, const Value& dy, const Value& w, const Shape& x) {
  Attrs attrs = convolution_attrs(n);
  attrs["input_size"] = spatial_sizes(x);
  return g.emit1("conv_backward_data", {dy, w}, std::move(attrs));
}

Value conv_weights(Builder& g, const NodeView& n, const Value& x, const Value& dy, const Shape& w) {
  Attrs attrs = convolution_attrs(n);
  attrs["kernel_size"] = spatial_sizes(w);
  return g.emit1("conv_backward_weights", {x, dy}, std::move(attrs));
}

Value conv_forward(Builder& g, const NodeView& n, const Value& x, const Value& w) {
  return g.emit1("conv", {x, w}, convolution_attrs(n));
}

}  // namespace ingot
