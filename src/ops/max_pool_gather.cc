#include "ops/pooling.h"

namespace ingot {
namespace {

template <class C>
void run_max_pool_gather(const ReferenceArgs& r) {
  const Window w = pooling_window(r.node(), r.input(0).shape());
  const Operand<C> x(r.input(0)), values(r.input(1));
  Result<C> y(r.output(0));
  const Shape& s = r.input(0).shape();
  std::vector<std::int64_t> at;
  for (std::int64_t plane = 0; plane < s[0] * s[1]; ++plane) {
    largest_of_windows(w, x.data() + plane * w.input_size(), at);
    const C* from = values.data() + plane * w.input_size();
    C* to = y.data() + plane * w.output_size();
    for (std::size_t i = 0; i < at.size(); ++i) to[i] = at[i] >= 0 ? from[at[i]] : C(0);
  }
}

}  // namespace

OpDef define_max_pool_gather() {
  return {
      .name = "max_pool_gather",
      .doc =
          "For each window of max_pool over x, the value of `values` at the place of the first\n"
          "largest x; 0 for a window of padding alone. It is the derivative of max_pool in the\n"
          "direction `values`, and so the gradient of max_pool_backward. The attributes are\n"
          "those of max_pool.\n"
          "Source: the chain rule.",
      .inputs = {{"x", "input of max_pool"}, {"values", "as large as x"}},
      .attrs = {{"kernel_size", Ints{}, "sizes of the window"},
                {"strides", Ints{}, "steps of the window; empty: kernel_size"},
                {"padding_low", Ints{}, "in front of each spatial axis; empty: 0"},
                {"padding_high", Ints{}, "behind each spatial axis; empty: 0"},
                {"dilation", Ints{}, "distance of the taps; empty: 1"}},
      .infer =
          [](const NodeView& n) {
            n.require_same_dtype(0, 1);
            n.require(n.input_type(1).shape == n.input_type(0).shape,
                      text("values must be as large as x", "values 须与 x 同形"));
            return infer_pooling(n);
          },
      .traits = {Trait::backward, Trait::training_only, Trait::rowwise},
      .reference =
          [](const ReferenceArgs& r) {
            dispatch_compute(r.output(0).dtype(), [&]<class C>() { run_max_pool_gather<C>(r); });
          },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        return {{}, g.emit1("max_pool_backward", {n.input(0), dy[0]}, n.attrs())};
      },
      .samples = {"f32[2,3,4,4] f32[2,3,4,4] kernel_size=[2,2] kinks",
                  "f32[1,2,5,6] f32[1,2,5,6] kernel_size=[3,2] strides=[2,1] padding_low=[1,0] "
                  "padding_high=[1,1] kinks",
                  "f64[1,2,7] f64[1,2,7] kernel_size=[2] dilation=[3] strides=[1] kinks",
                  "f32[0,2,4,4] f32[0,2,4,4] kernel_size=[2,2]"},
  };
}

}  // namespace ingot
