#include "nn/layer_def.h"

namespace ingot {
namespace {

Value trace_member_dense(LayerContext& c, const Values& in) {
  Builder& g = c.g;
  const Value& x = in[0];
  c.require_rank(x, 3, text("(batch, members, in)", "(批次, 成员, 输入)"));
  const std::int64_t units = c.options.integer("units"), members = x.shape()[1],
                     width = x.shape()[2];
  c.options.require(units >= 1, "units", text("must be at least 1", "须至少为 1"));
  const Value kernel = c.weight("kernel", {x.dtype(), {members, width, units}},
                                c.options.initializer("kernel_initializer"), {width, units});
  const Value bias = c.weight("bias", {x.dtype(), {members, units}}, "zeros", {});
  const Value apart = g.matmul(g.transpose(x, {1, 0, 2}), kernel);
  return c.activate(c.options.string("activation"), g.transpose(apart, {1, 0, 2}) + bias);
}

}  // namespace

LayerDef define_member_dense_layer() {
  return {
      .name = "member_dense",
      .constructor = "MemberDense",
      .doc =
          "A dense layer for each member of an ensemble, with a kernel and a bias of its own, "
          "then\n"
          "the activation: (batch, members, in) -> (batch, members, units).\n"
          "Source: Gorishniy et al. 2024, TabM, sec. 3.2 (the prediction heads).",
      .arguments = {{"units", 1, "number of outputs"}},
      .options = {{"activation", "linear", "name of an activation"},
                  {"kernel_initializer", Initializer("glorot_uniform"), "how the kernels start"}},
      .trace = trace_member_dense,
  };
}

}  // namespace ingot
