#include "nn/layers/convolutions.h"

namespace ingot {

LayerDef define_dense_layer() {
  return {
      .name = "dense",
      .constructor = "Dense",
      .doc =
          "x kernel + bias over the last axis, (..., in) -> (..., units), then the activation.\n"
          "Source: Goodfellow et al. 2016, eq. 6.36.",
      .arguments = {{"units", 1, "number of outputs"}},
      .options = {{"activation", "linear", "name of an activation"},
                  {"use_bias", true, "add one number for each output"},
                  {"kernel_initializer", Initializer("glorot_uniform"), "how the kernel starts"},
                  {"bias_initializer", Initializer("zeros"), "how the bias starts"},
                  {"kernel_l1", 0.0, "factor of the sum of |w| in the loss"},
                  {"kernel_l2", 0.0, "factor of the sum of w^2 in the loss"}},
      .trace =
          [](LayerContext& c, const Values& in) {
            const Value& x = in[0];
            const std::int64_t units = c.options.integer("units");
            c.options.require(units >= 1, "units", text("must be at least 1", "须至少为 1"));
            c.require(x.rank() >= 2, in, text("needs (batch, ..., in)", "须为 (批次, ..., 输入)"));
            const std::int64_t width = x.shape().back();
            const Value kernel = c.weight("kernel", {x.dtype(), {width, units}},
                                          c.options.initializer("kernel_initializer"),
                                          {width, units}, kernel_penalty(c.options));
            Value y = c.g.matmul(x, kernel);
            if (c.options.flag("use_bias"))
              y = y + c.weight("bias", {x.dtype(), {units}},
                               c.options.initializer("bias_initializer"), {});
            return c.activate(c.options.string("activation"), y);
          },
  };
}

}  // namespace ingot
