#include "ops/average_pooling.h"

namespace ingot {

OpDef define_avg_pool() {
  return {
      .name = "avg_pool",
      .doc =
          "Mean of each window. With count_include_pad = 0 only elements inside the input are\n"
          "averaged (a window of padding alone gives 0), else padding counts as zeros. Only\n"
          "complete windows count (the output size rounds down).\n"
          "Source: Dumoulin and Visin 2016, sec. 3.",
      .inputs = {{"x", "float tensor (batch, channels, spatial...)"}},
      .attrs = {{"kernel_size", Ints{}, "sizes of the window"},
                {"strides", Ints{}, "steps of the window; empty: kernel_size"},
                {"padding_low", Ints{}, "in front of each spatial axis; empty: 0"},
                {"padding_high", Ints{}, "behind each spatial axis; empty: 0"},
                {"count_include_pad", 0, "1: padding counts as zeros"}},
      .infer = infer_pooling,
      .traits = {Trait::rowwise},
      .reference =
          [](const ReferenceArgs& r) {
            dispatch_compute(r.output(0).dtype(), [&]<class C>() { run_avg_pool<C>(r); });
          },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        Attrs attrs = n.attrs();
        attrs["input_size"] = spatial_sizes(n.input_type(0).shape);
        return {g.emit1("avg_pool_backward", {dy[0]}, std::move(attrs))};
      },
      .onnx = {.name = "AveragePool",
               .since = 11,
               .attrs = {{"kernel_size", "kernel_shape"},
                         {"count_include_pad", "count_include_pad"}}},
      .samples =
          {"f32[2,3,4,4] kernel_size=[2,2]",
           "f32[1,2,5,6] kernel_size=[3,2] strides=[2,1] padding_low=[1,0] padding_high=[1,1]",
           "f64[1,2,5] kernel_size=[3] strides=[2] padding_low=[1] padding_high=[1] "
           "count_include_pad=1",
           "f32[1,1,3,4,4] kernel_size=[2,2,2] strides=[1,2,1]", "f32[0,2,4,4] kernel_size=[2,2]",
           "bf16[1,1,4,4] kernel_size=[2,2]"},
  };
}

}  // namespace ingot
