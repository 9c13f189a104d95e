#include "nn/layer_def.h"

namespace ingot {
namespace {

Value trace_gated_dense(LayerContext& c, const Values& in) {
  const Value& x = in[0];
  const std::int64_t units = c.options.integer("units");
  c.options.require(units >= 1, "units", text("must be at least 1", "须至少为 1"));
  c.require(x.rank() >= 2, in, text("needs (batch, ..., in)", "须为 (批次, ..., 输入)"));
  const std::int64_t width = x.shape().back();
  const auto product = [&](const std::string& prefix) {
    const Value kernel = c.weight(prefix + "kernel", {x.dtype(), {width, units}},
                                  c.options.initializer("kernel_initializer"), {width, units});
    return c.g.matmul(x, kernel) + c.weight(prefix + "bias", {x.dtype(), {units}}, "zeros", {});
  };
  const Value gate = c.activate(c.options.string("activation"), product("gate_"));
  return gate * product("");
}

}  // namespace

LayerDef define_gated_dense_layer() {
  return {
      .name = "gated_dense",
      .constructor = "GatedDense",
      .doc =
          "activation(x gate_kernel + gate_bias) (x kernel + bias) over the last axis,\n"
          "(..., in) -> (..., units): a gated linear unit; with relu ReGLU, with gelu GEGLU.\n"
          "Source: Shazeer 2020, GLU variants improve transformer, eq. 4 and 5.",
      .arguments = {{"units", 1, "number of outputs"}},
      .options = {{"activation", "sigmoid", "of the gate"},
                  {"kernel_initializer", Initializer("glorot_uniform"), "how the kernels start"}},
      .trace = trace_gated_dense,
  };
}

}  // namespace ingot
