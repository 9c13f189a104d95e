#include "ops/interpolation.h"
#include "ops/pooling.h"

namespace ingot {
namespace {

template <class C>
void run_resize(const ReferenceArgs& r) {
  const Shape& s = r.input(0).shape();
  const Interpolation p = make_interpolation(r.node(), spatial_sizes(s), r.node().integers("size"));
  const Operand<C> x(r.input(0));
  Result<C> y(r.output(0));
  for (std::int64_t plane = 0; plane < s[0] * s[1]; ++plane) {
    const C* from = x.data() + plane * p.input_size();
    C* to = y.data() + plane * p.output_size();
    for_each_sample<C>(
        p, [=](std::int64_t out, std::int64_t in, C weight) { to[out] += weight * from[in]; });
  }
}

}  // namespace

OpDef define_resize() {
  return {
      .name = "resize",
      .doc =
          "Spatial axes of other sizes. `nearest` takes x[floor(o input / output)]. `linear`\n"
          "weighs the two neighbours on each axis (bilinear, trilinear) of the place\n"
          "(o + 0.5) input / output - 0.5, or o (input - 1) / (output - 1) with align_corners;\n"
          "places outside are moved to the border. It does not smooth: for much smaller pictures\n"
          "average first.\n"
          "Source: Burger and Burge 2016, Digital Image Processing, ch. 22.",
      .inputs = {{"x", "float tensor (batch, channels, spatial...)"}},
      .attrs = {{"size", Ints{}, "new sizes of the spatial axes"},
                {"mode", "nearest", "nearest or linear"},
                {"align_corners", 0, "1: the outer elements keep their places (linear only)"}},
      .infer =
          [](const NodeView& n) {
            n.require_float(0);
            const Shape& x = n.input_type(0).shape;
            n.require(x.rank() >= 3, text("at least 1 spatial axis", "须有至少 1 个空间轴"));
            require_interpolation(n, spatial_sizes(x), n.integers("size"));
            return TensorTypes(
                TensorType{n.input_type(0).dtype, with_spatial_sizes(x, n.integers("size"))});
          },
      .traits = {Trait::rowwise},
      .reference =
          [](const ReferenceArgs& r) {
            dispatch_compute(r.output(0).dtype(), [&]<class C>() { run_resize<C>(r); });
          },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        return {g.resize_backward(dy[0], spatial_sizes(n.input_type(0).shape), n.string("mode"),
                                  n.integer("align_corners"))};
      },
      .onnx = {.name = "Resize", .since = 13, .attrs = {{"mode", "mode"}}},
      .samples = {"f32[2,1,2,3] size=[4,5]", "f64[1,2,3,4] size=[5,2] mode=linear",
                  "f64[1,1,3,3] size=[5,1] mode=linear align_corners=1",
                  "f64[2,1,4] size=[7] mode=linear", "f32[1,1,2,2,2] size=[3,2,4] mode=linear",
                  "f32[0,1,2,2] size=[3,3]", "bf16[1,1,2,2] size=[4,4] mode=linear"},
  };
}

}  // namespace ingot
