#include "ops/pooling.h"

namespace ingot {
namespace {

template <class C>
void run_max_pool(const ReferenceArgs& r) {
  const Window w = pooling_window(r.node(), r.input(0).shape());
  const Operand<C> x(r.input(0));
  Result<C> y(r.output(0), -std::numeric_limits<C>::infinity());
  const Shape& s = r.input(0).shape();
  const std::int64_t stride = w.axes[2].stride;
  for (std::int64_t plane = 0; plane < s[0] * s[1]; ++plane) {
    const C* from = x.data() + plane * w.input_size();
    C* to = y.data() + plane * w.output_size();
    for_each_run(w, [&](std::int64_t, std::int64_t out, std::int64_t in, std::int64_t count) {
      for (std::int64_t i = 0; i < count; ++i) {
        const C value = from[in + i * stride], best = to[out + i];
        to[out + i] = value <= best || best != best ? best : value;
      }
    });
  }
}

}  // namespace

OpDef define_max_pool() {
  return {
      .name = "max_pool",
      .doc =
          "Largest value of each window. Padding counts as -inf, so a window of padding alone\n"
          "gives -inf. A NaN in the window gives NaN. Only complete windows count (the output\n"
          "size rounds down). The gradient goes to the first largest value in row-major order.\n"
          "Source: Dumoulin and Visin 2016, sec. 3.",
      .inputs = {{"x", "float tensor (batch, channels, spatial...)"}},
      .attrs = {{"kernel_size", Ints{}, "sizes of the window"},
                {"strides", Ints{}, "steps of the window; empty: kernel_size"},
                {"padding_low", Ints{}, "in front of each spatial axis; empty: 0"},
                {"padding_high", Ints{}, "behind each spatial axis; empty: 0"},
                {"dilation", Ints{}, "distance of the taps; empty: 1"}},
      .infer = infer_pooling,
      .traits = {Trait::rowwise},
      .reference =
          [](const ReferenceArgs& r) {
            dispatch_compute(r.output(0).dtype(), [&]<class C>() { run_max_pool<C>(r); });
          },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        return {g.emit1("max_pool_backward", {n.input(0), dy[0]}, n.attrs())};
      },
      .onnx = {.name = "MaxPool",
               .since = 12,
               .attrs = {{"kernel_size", "kernel_shape"}, {"dilation", "dilations"}}},
      .samples = {"f32[2,3,4,4] kernel_size=[2,2] kinks",
                  "f32[1,2,5,6] kernel_size=[3,2] strides=[2,1] padding_low=[1,0] "
                  "padding_high=[1,1] kinks",
                  "f64[1,2,7] kernel_size=[2] dilation=[3] strides=[1] kinks",
                  "f32[1,1,3,4,4] kernel_size=[2,2,2] strides=[1,2,1] kinks",
                  "f32[0,2,4,4] kernel_size=[2,2]", "bf16[1,1,4,4] kernel_size=[2,2] kinks"},
  };
}

}  // namespace ingot
