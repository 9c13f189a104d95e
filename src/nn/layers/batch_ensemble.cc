#include "nn/layers/members.h"

namespace ingot {
namespace {

Value trace_batch_ensemble(LayerContext& c, const Values& in) {
  const std::int64_t units = c.options.integer("units"), members = c.options.integer("members");
  c.options.require(units >= 1, "units", text("must be at least 1", "须至少为 1"));
  const Value x = with_members(c, in[0]);
  const std::int64_t width = x.shape()[2];
  const DType dtype = x.dtype();
  const Value scale_in = c.weight("scale_in", {dtype, {members, width}},
                                  c.options.initializer("scale_in_initializer"), {});
  const Value kernel = c.weight("kernel", {dtype, {width, units}},
                                c.options.initializer("kernel_initializer"), {width, units});
  const Value scale_out = c.weight("scale_out", {dtype, {members, units}},
                                   c.options.initializer("scale_out_initializer"), {});
  const Value bias = c.weight("bias", {dtype, {members, units}}, "zeros", {});
  return c.activate(c.options.string("activation"),
                    c.g.matmul(x * scale_in, kernel) * scale_out + bias);
}

}  // namespace

LayerDef define_batch_ensemble_layer() {
  return {
      .name = "batch_ensemble",
      .constructor = "BatchEnsemble",
      .doc =
          "Dense layers of several members that share their kernel: member i gives\n"
          "((x_i scale_in_i) kernel) scale_out_i + bias_i, then the activation,\n"
          "(batch, members, in) -> (batch, members, units). Given (batch, in), all members read\n"
          "the same.\n"
          "Source: Wen et al. 2020, BatchEnsemble, eq. 5; Gorishniy et al. 2024, TabM, sec. 3.2.",
      .arguments = {{"units", 1, "number of outputs"}, {"members", 32, "of the ensemble"}},
      .options = {{"activation", "linear", "name of an activation"},
                  {"kernel_initializer", Initializer("glorot_uniform"), "how the kernel starts"},
                  {"scale_in_initializer", Initializer("ones"), "how the scales of x start"},
                  {"scale_out_initializer", Initializer("ones"),
                   "how the scales of the product start"}},
      .trace = trace_batch_ensemble,
  };
}

}  // namespace ingot
