#include "ops/convolution.h"

namespace ingot {
namespace {

Shape w_shape(const NodeView& n) {
  const std::int64_t groups = std::max<std::int64_t>(1, n.integer("groups"));
  Shape w{n.input_type(1).shape[1], n.input_type(0).shape[1] / groups};
  for (std::int64_t size : n.integers("kernel_size")) w.push_back(size);
  return w;
}

TensorTypes infer_conv_backward_weights(const NodeView& n) {
  n.require_float(0);
  n.require_same_dtype(0, 1);
  const Shape& x = n.input_type(0).shape;
  const Shape& dy = n.input_type(1).shape;
  n.require(x.rank() >= 3 && x.rank() <= 5 && x.rank() == dy.rank(),
            text("x and dy need one rank, 3 to 5", "x 与 dy 的维数须相同, 为 3 到 5"));
  n.require(
      n.integers("kernel_size").size() + 2 == static_cast<std::size_t>(x.rank()),
      text("kernel_size needs one value per spatial axis", "kernel_size 须为每个空间轴各给一值"));
  const Shape w = w_shape(n);
  const Convolution c = make_convolution(n, x, w);
  n.require(dy[0] == c.batch && spatial_sizes(dy) == output_sizes(c.window, x.rank() - 2),
            text("a convolution of {} by {} does not give {}", "{} 与 {} 卷积得不到 {}",
                 to_string(x), to_string(w), to_string(dy)));
  return TensorType{n.input_type(0).dtype, w};
}

// sum of a[i] b[i * stride] over eight interleaved partial sums, which are added in order.
template <class C>
double inner_product(const C* a, const C* b, std::int64_t stride, std::int64_t count) {
  std::array<C, 8> lanes{};
  std::int64_t i = 0;
  for (; i + 8 <= count; i += 8)
    for (std::size_t lane = 0; lane < 8; ++lane) {
      const auto at = i + static_cast<std::int64_t>(lane);
      lanes[lane] += a[at] * b[at * stride];
    }
  double sum = 0;
  for (C lane : lanes) sum += static_cast<double>(lane);
  for (; i < count; ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i * stride]);
  return sum;
}

template <class C>
void run_conv_backward_weights(const ReferenceArgs& r) {
  const Convolution c = make_convolution(r.node(), r.input(0).shape(), r.output(0).shape());
  const Operand<C> x(r.input(0)), dy(r.input(1));
  Result<C> dw(r.output(0));
  std::vector<double> sums(static_cast<std::size_t>(r.output(0).num_elements()));
  for_each_channel_pair(c, [&](std::int64_t px, std::int64_t py, std::int64_t pw) {
    for_each_run(c.window,
                 [&](std::int64_t tap, std::int64_t out, std::int64_t in, std::int64_t count) {
                   sums[static_cast<std::size_t>(pw + tap)] += inner_product(
                       dy.data() + py + out, x.data() + px + in, c.window.axes[2].stride, count);
                 });
  });
  std::transform(sums.begin(), sums.end(), dw.data(),
                 [](double sum) { return static_cast<C>(sum); });
}

}  // namespace

OpDef define_conv_backward_weights() {
  return {
      .name = "conv_backward_weights",
      .doc =
          "Gradient of conv by w:\n"
          "dw[o, c, k] = sum over b, p of dy[b, o, p] x[b, c, p * stride + k * dilation - low].\n"
          "An empty batch gives 0. The attributes are those of conv.\n"
          "Source: LeCun et al. 1998, Gradient-based learning applied to document recognition.",
      .inputs = {{"x", "float tensor (batch, channels, spatial...)"},
                 {"dy", "float tensor (batch, filters, spatial...)"}},
      .attrs = {{"strides", Ints{}, "steps of the window; empty: 1"},
                {"padding_low", Ints{}, "zeros in front of each spatial axis; empty: 0"},
                {"padding_high", Ints{}, "zeros behind each spatial axis; empty: 0"},
                {"dilation", Ints{}, "distance of the taps; empty: 1"},
                {"groups", 1, "parts of the channels that do not mix"},
                {"kernel_size", Ints{}, "spatial sizes of w"}},
      .infer = infer_conv_backward_weights,
      .traits = {Trait::backward, Trait::training_only},
      .reference =
          [](const ReferenceArgs& r) {
            dispatch_compute(r.output(0).dtype(),
                             [&]<class C>() { run_conv_backward_weights<C>(r); });
          },
      .grad = [](Builder& g, const NodeView& n, const Values& ddw) -> Values {
        const Value x = n.input(0), dy = n.input(1);
        return {conv_data(g, n, dy, ddw[0], x.shape()), conv_forward(g, n, x, ddw[0])};
      },
      .samples = {"f32[2,3,5,5] f32[2,4,3,3] kernel_size=[3,3]",
                  "f32[1,2,6,5] f32[1,2,3,5] strides=[2,1] padding_low=[1,0] padding_high=[0,1] "
                  "kernel_size=[3,2]",
                  "f32[1,4,5,5] f32[1,6,3,3] groups=2 dilation=[2,2] kernel_size=[2,2]",
                  "f32[2,3,9] f32[2,4,9] padding_low=[1] padding_high=[2] kernel_size=[4]",
                  "f64[1,2,7] f64[1,3,3] strides=[2] dilation=[2] padding_low=[2] padding_high=[1] "
                  "kernel_size=[3]",
                  "f32[1,1,3,4,3] f32[1,2,3,3,2] padding_low=[1,0,0] padding_high=[0,0,0] "
                  "kernel_size=[2,2,2]",
                  "f32[0,2,4,4] f32[0,3,2,2] kernel_size=[3,3]",
                  "bf16[1,2,4,4] bf16[1,2,2,2] kernel_size=[3,3]"},
  };
}

}  // namespace ingot
