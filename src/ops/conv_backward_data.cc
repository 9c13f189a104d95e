#include "ops/convolution.h"

namespace ingot {
namespace {

Shape x_shape(const NodeView& n) {
  const Shape& dy = n.input_type(0).shape;
  const Shape& w = n.input_type(1).shape;
  Shape x{dy[0], w[1] * n.integer("groups")};
  for (std::int64_t size : n.integers("input_size")) x.push_back(size);
  return x;
}

TensorTypes infer_conv_backward_data(const NodeView& n) {
  n.require_float(0);
  n.require_same_dtype(0, 1);
  const Shape& dy = n.input_type(0).shape;
  const Shape& w = n.input_type(1).shape;
  n.require(dy.rank() >= 3 && dy.rank() <= 5 && dy.rank() == w.rank(),
            text("dy and w need one rank, 3 to 5", "dy 与 w 的维数须相同, 为 3 到 5"));
  n.require(
      n.integers("input_size").size() + 2 == static_cast<std::size_t>(dy.rank()),
      text("input_size needs one value per spatial axis", "input_size 须为每个空间轴各给一值"));
  const Shape x = x_shape(n);
  const Convolution c = make_convolution(n, x, w);
  n.require(dy[1] == c.filters && spatial_sizes(dy) == output_sizes(c.window, x.rank() - 2),
            text("a convolution of {} by {} does not give {}", "{} 与 {} 卷积得不到 {}",
                 to_string(x), to_string(w), to_string(dy)));
  return TensorType{n.input_type(0).dtype, x};
}

template <class C>
void run_conv_backward_data(const ReferenceArgs& r) {
  const Convolution c = make_convolution(r.node(), r.output(0).shape(), r.input(1).shape());
  const Operand<C> dy(r.input(0)), w(r.input(1));
  Result<C> dx(r.output(0));
  const std::int64_t stride = c.window.axes[2].stride;
  for_each_channel_pair(c, [&](std::int64_t px, std::int64_t py, std::int64_t pw) {
    for_each_run(c.window,
                 [&](std::int64_t tap, std::int64_t out, std::int64_t in, std::int64_t count) {
                   const C weight = w.data()[pw + tap];
                   const C* from = dy.data() + py + out;
                   C* to = dx.data() + px + in;
                   if (stride == 1)
                     for (std::int64_t i = 0; i < count; ++i) to[i] += weight * from[i];
                   else
                     for (std::int64_t i = 0; i < count; ++i) to[i * stride] += weight * from[i];
                 });
  });
}

}  // namespace

OpDef define_conv_backward_data() {
  return {
      .name = "conv_backward_data",
      .doc =
          "Gradient of conv by x, which is also the transposed convolution of dy:\n"
          "dx[b, c, i] = sum over o, k and all p with p stride + k dilation - low = i of\n"
          "w[o, c, k] dy[b, o, p]. Inputs that no window reads get 0. The attributes are those\n"
          "of conv.\n"
          "Source: Dumoulin and Visin 2016, sec. 4.",
      .inputs = {{"dy", "float tensor (batch, filters, spatial...)"},
                 {"w", "float tensor (filters, channels / groups, kernel...)"}},
      .attrs = {{"strides", Ints{}, "steps of the window; empty: 1"},
                {"padding_low", Ints{}, "zeros in front of each spatial axis; empty: 0"},
                {"padding_high", Ints{}, "zeros behind each spatial axis; empty: 0"},
                {"dilation", Ints{}, "distance of the taps; empty: 1"},
                {"groups", 1, "parts of the channels that do not mix"},
                {"input_size", Ints{}, "spatial sizes of x"}},
      .infer = infer_conv_backward_data,
      .traits = {Trait::backward},
      .reference =
          [](const ReferenceArgs& r) {
            dispatch_compute(r.output(0).dtype(), [&]<class C>() { run_conv_backward_data<C>(r); });
          },
      .grad = [](Builder& g, const NodeView& n, const Values& ddx) -> Values {
        const Value dy = n.input(0), w = n.input(1);
        return {conv_forward(g, n, ddx[0], w), conv_weights(g, n, ddx[0], dy, w.shape())};
      },
      .samples = {"f32[2,4,3,3] f32[4,3,3,3] input_size=[5,5]",
                  "f32[1,2,3,5] f32[2,2,3,2] strides=[2,1] padding_low=[1,0] padding_high=[0,1] "
                  "input_size=[6,5]",
                  "f32[1,6,3,3] f32[6,2,2,2] groups=2 dilation=[2,2] input_size=[5,5]",
                  "f32[2,4,9] f32[4,3,4] padding_low=[1] padding_high=[2] input_size=[9]",
                  "f64[1,3,3] f64[3,2,3] strides=[2] dilation=[2] padding_low=[2] padding_high=[1] "
                  "input_size=[7]",
                  "f32[1,2,3,3,2] f32[2,1,2,2,2] padding_low=[1,0,0] padding_high=[0,0,0] "
                  "input_size=[3,4,3]",
                  "f32[0,3,2,2] f32[3,2,3,3] input_size=[4,4]",
                  "bf16[1,2,2,2] bf16[2,2,3,3] input_size=[4,4]"},
  };
}

}  // namespace ingot
