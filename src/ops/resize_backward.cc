#include "ops/interpolation.h"
#include "ops/pooling.h"

namespace ingot {
namespace {

template <class C>
void run_resize_backward(const ReferenceArgs& r) {
  const Shape& s = r.input(0).shape();
  const Interpolation p =
      make_interpolation(r.node(), r.node().integers("input_size"), spatial_sizes(s));
  const Operand<C> dy(r.input(0));
  Result<C> dx(r.output(0));
  for (std::int64_t plane = 0; plane < s[0] * s[1]; ++plane) {
    const C* from = dy.data() + plane * p.output_size();
    C* to = dx.data() + plane * p.input_size();
    for_each_sample<C>(
        p, [=](std::int64_t out, std::int64_t in, C weight) { to[in] += weight * from[out]; });
  }
}

}  // namespace

OpDef define_resize_backward() {
  return {
      .name = "resize_backward",
      .doc =
          "Gradient of resize: each dy goes back to the elements it was made of, with their\n"
          "weights. The attributes are those of resize.\n"
          "Source: the chain rule.",
      .inputs = {{"dy", "gradient of the output (batch, channels, spatial...)"}},
      .attrs = {{"input_size", Ints{}, "sizes of the spatial axes of x"},
                {"mode", "nearest", "nearest or linear"},
                {"align_corners", 0, "1: the outer elements keep their places (linear only)"}},
      .infer =
          [](const NodeView& n) {
            n.require_float(0);
            const Shape& dy = n.input_type(0).shape;
            n.require(dy.rank() >= 3, text("at least 1 spatial axis", "须有至少 1 个空间轴"));
            require_interpolation(n, n.integers("input_size"), spatial_sizes(dy));
            return TensorTypes(TensorType{n.input_type(0).dtype,
                                          with_spatial_sizes(dy, n.integers("input_size"))});
          },
      .traits = {Trait::backward, Trait::training_only, Trait::rowwise},
      .reference =
          [](const ReferenceArgs& r) {
            dispatch_compute(r.output(0).dtype(), [&]<class C>() { run_resize_backward<C>(r); });
          },
      .grad = [](Builder& g, const NodeView& n, const Values& ddx) -> Values {
        return {g.resize(ddx[0], spatial_sizes(n.input_type(0).shape), n.string("mode"),
                         n.integer("align_corners"))};
      },
      .samples = {"f32[2,1,4,5] input_size=[2,3]", "f64[1,2,5,2] input_size=[3,4] mode=linear",
                  "f64[1,1,5,1] input_size=[3,3] mode=linear align_corners=1",
                  "f32[1,1,3,2,4] input_size=[2,2,2] mode=linear", "f32[0,1,3,3] input_size=[2,2]",
                  "bf16[1,1,4,4] input_size=[2,2] mode=linear"},
  };
}

}  // namespace ingot
