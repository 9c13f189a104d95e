#include "ops/convolution.h"

namespace ingot {
namespace {

// The x of the convolution whose gradient this is.
Shape transposed_shape(const NodeView& n) {
  const Shape& x = n.input_type(0).shape;
  const Shape& w = n.input_type(1).shape;
  const int num_axes = x.rank() - 2;
  const Ints strides = spatial_attribute(n, "strides", num_axes, 1, 1);
  const Ints dilation = spatial_attribute(n, "dilation", num_axes, 1, 1);
  const Ints low = spatial_attribute(n, "padding_low", num_axes, 0, 0);
  const Ints high = spatial_attribute(n, "padding_high", num_axes, 0, 0);
  const Ints extra = spatial_attribute(n, "output_padding", num_axes, 0, 0);
  Shape y{x[0], w[1] * n.integer("groups")};
  for (int axis = 0; axis < num_axes; ++axis) {
    const auto i = static_cast<std::size_t>(axis);
    if (extra[i] >= strides[i])
      throw n.fail("bad_attribute", text("output_padding {} is not below the stride {}",
                                         "output_padding {} 须小于步长 {}", extra[i], strides[i]));
    y.push_back((x[axis + 2] - 1) * strides[i] - low[i] - high[i] +
                dilation[i] * (w[axis + 2] - 1) + 1 + extra[i]);
  }
  return y;
}

TensorTypes infer_conv_transpose(const NodeView& n) {
  n.require_float(0);
  n.require_same_dtype(0, 1);
  n.require_same_dtype(0, 2);
  const Shape& x = n.input_type(0).shape;
  const Shape& w = n.input_type(1).shape;
  n.require(x.rank() >= 3 && x.rank() <= 5 && x.rank() == w.rank(),
            text("x and w need one rank, 3 to 5", "x 与 w 的维数须相同, 为 3 到 5"));
  const Shape y = transposed_shape(n);
  const Ints sizes = spatial_sizes(y);
  n.require(std::all_of(sizes.begin(), sizes.end(), [](std::int64_t size) { return size > 0; }),
            text("the padding leaves nothing of the output", "填充过大, 输出为空"));
  const Convolution c = make_convolution(n, y, w);
  n.require(x[1] == c.filters, text("w is for {} input channels, x has {}",
                                    "w 对应 {} 个输入通道, 而 x 有 {} 个", c.filters, x[1]));
  n.require(!n.has_input(2) || n.input_type(2).shape == Shape{c.channels},
            text("the bias needs shape [{}]", "偏置的形状须为 [{}]", c.channels));
  return TensorType{n.input_type(0).dtype, y};
}

}  // namespace

OpDef define_conv_transpose() {
  return {
      .name = "conv_transpose",
      .doc =
          "Transposed convolution: the gradient of conv by its input, applied to x, plus the\n"
          "bias. Each spatial axis becomes (size - 1) stride - padding_low - padding_high +\n"
          "dilation (kernel - 1) + 1 + output_padding.\n"
          "Source: Dumoulin and Visin 2016, A guide to convolution arithmetic, sec. 4.",
      .inputs = {{"x", "float tensor (batch, channels, spatial...)"},
                 {"w", "float tensor (channels, filters / groups, kernel...)"},
                 {"bias", "float tensor (filters)", Arity::optional}},
      .attrs = {{"strides", Ints{}, "steps of the window over the output; empty: 1"},
                {"padding_low", Ints{}, "removed in front of each spatial axis; empty: 0"},
                {"padding_high", Ints{}, "removed behind each spatial axis; empty: 0"},
                {"dilation", Ints{}, "distance of the taps; empty: 1"},
                {"groups", 1, "parts of the channels that do not mix"},
                {"output_padding", Ints{}, "added behind each spatial axis; empty: 0"}},
      .infer = infer_conv_transpose,
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value y = conv_data(g, n, n.input(0), n.input(1), transposed_shape(n));
        if (!n.has_input(2)) return {y};
        Ints shape(static_cast<std::size_t>(y.rank() - 1), 1);
        shape[0] = y.shape()[1];
        return {y + g.reshape(n.input(2), shape)};
      },
      .onnx = {.name = "ConvTranspose",
               .since = 11,
               .attrs = {{"strides", "strides"},
                         {"dilation", "dilations"},
                         {"groups", "group"},
                         {"output_padding", "output_padding"}}},
      .samples = {"f32[2,4,3,3] f32[4,3,3,3] f32[3]",
                  "f32[1,2,3,4] f32[2,2,3,2] - strides=[2,2] padding_low=[1,0] padding_high=[1,0] "
                  "output_padding=[1,0]",
                  "f32[1,4,3,3] f32[4,1,2,2] f32[2] groups=2 dilation=[2,1]",
                  "f64[1,3,3] f64[3,2,3] f64[2] strides=[2] output_padding=[1]",
                  "f32[1,2,2,2,2] f32[2,1,2,2,2] f32[1] strides=[1,2,1]",
                  "f32[0,3,2,2] f32[3,2,3,3]", "bf16[1,2,2,2] bf16[2,2,3,3] bf16[2]"},
  };
}

}  // namespace ingot
