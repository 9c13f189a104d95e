#include "ops/convolution.h"

namespace ingot {
namespace {

TensorTypes infer_conv(const NodeView& n) {
  n.require_float(0);
  n.require_same_dtype(0, 1);
  n.require_same_dtype(0, 2);
  const Shape& x = n.input_type(0).shape;
  const Shape& w = n.input_type(1).shape;
  n.require(x.rank() == w.rank(), text("x and w need one rank", "x 与 w 的维数须相同"));
  n.require(x.rank() >= 3 && x.rank() <= 5, text("1 to 3 spatial axes", "须有 1 到 3 个空间轴"));
  const Convolution c = make_convolution(n, x, w);
  n.require(!n.has_input(2) || n.input_type(2).shape == Shape{c.filters},
            text("the bias needs shape [{}]", "偏置的形状须为 [{}]", c.filters));
  Shape y{c.batch, c.filters};
  for (std::int64_t size : output_sizes(c.window, x.rank() - 2)) y.push_back(size);
  return TensorType{n.input_type(0).dtype, y};
}

template <class C>
void run_conv(const ReferenceArgs& r) {
  const Convolution c = make_convolution(r.node(), r.input(0).shape(), r.input(1).shape());
  const Operand<C> x(r.input(0)), w(r.input(1));
  Result<C> y(r.output(0));
  if (r.has_input(2)) {
    const Operand<C> bias(r.input(2));
    for (std::int64_t plane = 0; plane < c.batch * c.filters; ++plane)
      std::fill_n(y.data() + plane * c.window.output_size(), c.window.output_size(),
                  bias.data()[plane % c.filters]);
  }
  const std::int64_t stride = c.window.axes[2].stride;
  for_each_channel_pair(c, [&](std::int64_t px, std::int64_t py, std::int64_t pw) {
    for_each_run(c.window,
                 [&](std::int64_t tap, std::int64_t out, std::int64_t in, std::int64_t count) {
                   const C weight = w.data()[pw + tap];
                   const C* from = x.data() + px + in;
                   C* to = y.data() + py + out;
                   if (stride == 1)
                     for (std::int64_t i = 0; i < count; ++i) to[i] += weight * from[i];
                   else
                     for (std::int64_t i = 0; i < count; ++i) to[i] += weight * from[i * stride];
                 });
  });
}

Values conv_gradients(Builder& g, const NodeView& n, const Values& dy) {
  const Value x = n.input(0), w = n.input(1);
  Values result{conv_data(g, n, dy[0], w, x.shape()), conv_weights(g, n, x, dy[0], w.shape()), {}};
  if (n.has_input(2)) {
    Ints axes{0};
    for (int axis = 2; axis < x.rank(); ++axis) axes.push_back(axis);
    result[2] = g.sum(dy[0], axes, drop_dims);
  }
  return result;
}

}  // namespace

OpDef define_conv() {
  return {
      .name = "conv",
      .doc =
          "Convolution (cross-correlation) over 1, 2 or 3 spatial axes, by the rank of x:\n"
          "y[b, o, p] = bias[o] + sum over c, k of\n"
          "w[o, c, k] x[b, c, p stride + k dilation - low]. Outside the input x counts as 0. With\n"
          "`groups` the channels and the filters are split into that many parts, part i of the\n"
          "filters reading part i of the channels.\n"
          "Source: Dumoulin and Visin 2016, A guide to convolution arithmetic.",
      .inputs = {{"x", "float tensor (batch, channels, spatial...)"},
                 {"w", "float tensor (filters, channels / groups, kernel...)"},
                 {"bias", "float tensor (filters)", Arity::optional}},
      .attrs = {{"strides", Ints{}, "steps of the window; empty: 1"},
                {"padding_low", Ints{}, "zeros in front of each spatial axis; empty: 0"},
                {"padding_high", Ints{}, "zeros behind each spatial axis; empty: 0"},
                {"dilation", Ints{}, "distance of the taps; empty: 1"},
                {"groups", 1, "parts of the channels that do not mix"}},
      .infer = infer_conv,
      .reference =
          [](const ReferenceArgs& r) {
            dispatch_compute(r.output(0).dtype(), [&]<class C>() { run_conv<C>(r); });
          },
      .grad = conv_gradients,
      .onnx = {.name = "Conv",
               .since = 11,
               .attrs = {{"strides", "strides"}, {"dilation", "dilations"}, {"groups", "group"}}},
      .samples =
          {"f32[2,3,5,5] f32[4,3,3,3] f32[4]",
           "f32[1,2,6,5] f32[2,2,3,2] - strides=[2,1] padding_low=[1,0] padding_high=[0,1]",
           "f32[1,4,5,5] f32[6,2,2,2] f32[6] groups=2 dilation=[2,2]",
           "f32[2,3,4,4] f32[3,1,3,3] f32[3] groups=3 padding_low=[1,1] padding_high=[1,1]",
           "f32[2,3,9] f32[4,3,4] f32[4] padding_low=[1] padding_high=[2]",
           "f64[1,2,7] f64[3,2,3] - strides=[2] dilation=[2] padding_low=[2] padding_high=[1]",
           "f32[1,1,3,4,3] f32[2,1,2,2,2] f32[2] padding_low=[1,0,0] padding_high=[0,0,0]",
           "f32[0,2,4,4] f32[3,2,3,3]", "bf16[1,2,4,4] bf16[2,2,3,3] bf16[2]"},
  };
}

}  // namespace ingot
