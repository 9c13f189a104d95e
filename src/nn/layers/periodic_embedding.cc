#include <numbers>

#include "nn/layer_def.h"

namespace ingot {
namespace {

Value trace_periodic_embedding(LayerContext& c, const Values& in) {
  Builder& g = c.g;
  const Value& x = in[0];
  c.require_rank(x, 2, text("(batch, features)", "(批次, 特征)"));
  const std::int64_t batch = x.shape()[0], features = x.shape()[1],
                     units = c.options.integer("units"), count = c.options.integer("frequencies");
  c.options.require(units >= 1, "units", text("must be at least 1", "须至少为 1"));
  c.options.require(count >= 1, "frequencies", text("must be at least 1", "须至少为 1"));
  const DType dtype = x.dtype();
  const Value frequencies =
      c.weight("frequencies", {dtype, {features, count}},
               RandomNormal({.deviation = c.options.number("deviation")}), {1, count});
  const Value angles = g.reshape(x, {batch, features, 1}) * (frequencies * (2 * std::numbers::pi));
  const Value waves = g.concat(Values{g.cos(angles), g.sin(angles)}, -1);
  const std::int64_t width = 2 * count;
  const Initializer initializer = c.options.initializer("kernel_initializer");
  Value y;
  if (c.options.flag("shared")) {
    y = g.matmul(waves, c.weight("kernel", {dtype, {width, units}}, initializer, {width, units}));
    y = y + c.weight("bias", {dtype, {units}}, "zeros", {});
  } else {
    const Value kernel =
        c.weight("kernel", {dtype, {features * width, units}}, initializer, {width, units});
    y = g.block_matmul(g.reshape(waves, {batch, features * width}), kernel,
                       Ints(static_cast<std::size_t>(features), width));
    y = y + c.weight("bias", {dtype, {features, units}}, "zeros", {});
  }
  return c.activate(c.options.string("activation"), y);
}

}  // namespace

LayerDef define_periodic_embedding_layer() {
  return {
      .name = "periodic_embedding",
      .constructor = "PeriodicEmbedding",
      .doc =
          "Numbers as vectors: cos and sin of 2 pi f x for learned frequencies f of each feature,\n"
          "then a dense layer of each feature, (batch, features) -> (batch, features, units).\n"
          "Source: Gorishniy et al. 2022, On embeddings for numerical features in tabular deep\n"
          "learning, sec. 3.3 (PLR; with `shared` its lite form).",
      .arguments = {{"units", 24, "width of an embedding"}},
      .options = {{"frequencies", 48, "of each feature"},
                  {"deviation", 0.01, "of the normal distribution that they start from"},
                  {"shared", false, "all features share one kernel"},
                  {"activation", "relu", "name of an activation"},
                  {"kernel_initializer", Initializer("fan_in_uniform"), "how the kernel starts"}},
      .trace = trace_periodic_embedding,
  };
}

}  // namespace ingot
