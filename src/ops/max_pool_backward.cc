#include "ops/pooling.h"

namespace ingot {
namespace {

template <class C>
void run_max_pool_backward(const ReferenceArgs& r) {
  const Window w = pooling_window(r.node(), r.input(0).shape());
  const Operand<C> x(r.input(0)), dy(r.input(1));
  Result<C> dx(r.output(0));
  const Shape& s = r.input(0).shape();
  std::vector<std::int64_t> at;
  for (std::int64_t plane = 0; plane < s[0] * s[1]; ++plane) {
    largest_of_windows(w, x.data() + plane * w.input_size(), at);
    const C* from = dy.data() + plane * w.output_size();
    C* to = dx.data() + plane * w.input_size();
    for (std::size_t i = 0; i < at.size(); ++i)
      if (at[i] >= 0) to[at[i]] += from[i];
  }
}

}  // namespace

OpDef define_max_pool_backward() {
  return {
      .name = "max_pool_backward",
      .doc =
          "Gradient of max_pool: adds each dy to the first largest value of its window, in\n"
          "row-major order (the first NaN, where there is one). A window of padding alone gives\n"
          "nothing. The attributes are those of max_pool.\n"
          "Source: the chain rule.",
      .inputs = {{"x", "input of max_pool"}, {"dy", "gradient of its output"}},
      .attrs = {{"kernel_size", Ints{}, "sizes of the window"},
                {"strides", Ints{}, "steps of the window; empty: kernel_size"},
                {"padding_low", Ints{}, "in front of each spatial axis; empty: 0"},
                {"padding_high", Ints{}, "behind each spatial axis; empty: 0"},
                {"dilation", Ints{}, "distance of the taps; empty: 1"}},
      .infer =
          [](const NodeView& n) {
            const TensorType y = infer_pooling(n)[0];
            n.require_same_dtype(0, 1);
            n.require(n.input_type(1).shape == y.shape,
                      text("dy must be {}", "dy 须为 {}", to_string(y)));
            return TensorTypes(n.input_type(0));
          },
      .traits = {Trait::backward, Trait::training_only, Trait::rowwise},
      .reference =
          [](const ReferenceArgs& r) {
            dispatch_compute(r.output(0).dtype(), [&]<class C>() { run_max_pool_backward<C>(r); });
          },
      .grad = [](Builder& g, const NodeView& n, const Values& ddx) -> Values {
        return {{}, g.emit1("max_pool_gather", {n.input(0), ddx[0]}, n.attrs())};
      },
      .samples = {"f32[2,3,4,4] f32[2,3,2,2] kernel_size=[2,2] kinks",
                  "f32[1,2,5,6] f32[1,2,3,6] kernel_size=[3,2] strides=[2,1] padding_low=[1,0] "
                  "padding_high=[1,1] kinks",
                  "f64[1,2,7] f64[1,2,4] kernel_size=[2] dilation=[3] strides=[1] kinks",
                  "f32[0,2,4,4] f32[0,2,2,2] kernel_size=[2,2]",
                  "bf16[1,1,4,4] bf16[1,1,2,2] kernel_size=[2,2] kinks"},
  };
}

}  // namespace ingot
