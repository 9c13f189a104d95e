#include "ops/average_pooling.h"

namespace ingot {

OpDef define_avg_pool_backward() {
  return {
      .name = "avg_pool_backward",
      .doc =
          "Gradient of avg_pool: each dy is spread evenly over the elements that were averaged.\n"
          "The attributes are those of avg_pool.\n"
          "Source: the chain rule.",
      .inputs = {{"dy", "gradient of the output (batch, channels, spatial...)"}},
      .attrs = {{"kernel_size", Ints{}, "sizes of the window"},
                {"strides", Ints{}, "steps of the window; empty: kernel_size"},
                {"padding_low", Ints{}, "in front of each spatial axis; empty: 0"},
                {"padding_high", Ints{}, "behind each spatial axis; empty: 0"},
                {"count_include_pad", 0, "1: padding counts as zeros"},
                {"input_size", Ints{}, "spatial sizes of x"}},
      .infer =
          [](const NodeView& n) {
            n.require_float(0);
            const Shape& dy = n.input_type(0).shape;
            const Ints& size = n.integers("input_size");
            n.require(dy.rank() >= 3 && dy.rank() <= 5 &&
                          size.size() + 2 == static_cast<std::size_t>(dy.rank()),
                      text("input_size needs one value per spatial axis",
                           "input_size 须为每个空间轴各给一值"));
            const Shape x = with_spatial_sizes(dy, size);
            n.require(output_sizes(pooling_window(n, x), x.rank() - 2) == spatial_sizes(dy),
                      text("pooling {} does not give {}", "对 {} 池化得不到 {}", to_string(x),
                           to_string(dy)));
            return TensorTypes(TensorType{n.input_type(0).dtype, x});
          },
      .traits = {Trait::backward, Trait::training_only, Trait::rowwise},
      .reference =
          [](const ReferenceArgs& r) {
            dispatch_compute(r.output(0).dtype(), [&]<class C>() { run_avg_pool_backward<C>(r); });
          },
      .grad = [](Builder& g, const NodeView& n, const Values& ddx) -> Values {
        Attrs attrs = n.attrs();
        attrs.erase("input_size");
        return {g.emit1("avg_pool", {ddx[0]}, std::move(attrs))};
      },
      .samples = {"f32[2,3,2,2] kernel_size=[2,2] input_size=[4,4]",
                  "f32[1,2,3,6] kernel_size=[3,2] strides=[2,1] padding_low=[1,0] "
                  "padding_high=[1,1] input_size=[5,6]",
                  "f64[1,2,3] kernel_size=[3] strides=[2] padding_low=[1] padding_high=[1] "
                  "count_include_pad=1 input_size=[5]",
                  "f32[0,2,2,2] kernel_size=[2,2] input_size=[4,4]",
                  "bf16[1,1,2,2] kernel_size=[2,2] input_size=[4,4]"},
  };
}

}  // namespace ingot
