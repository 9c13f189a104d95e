#include "nn/layers/attention.h"

namespace ingot {

Value project(LayerContext& c, const Value& x, const std::string& name, std::int64_t units) {
  const std::int64_t width = x.shape().back();
  if (units == 0) units = width;
  const Value y =
      c.g.matmul(x, c.weight(name + "_kernel", {x.dtype(), {width, units}},
                             c.options.initializer("kernel_initializer"), {width, units}));
  if (!c.options.flag("use_bias")) return y;
  return y + c.weight(name + "_bias", {x.dtype(), {units}}, "zeros", {});
}

std::int64_t read_heads(LayerContext& c, std::int64_t width) {
  const std::int64_t heads = c.options.integer("heads");
  c.options.require(heads >= 1 && width % heads == 0, "heads",
                    text("must divide the width {}", "须能整除宽度 {}", width));
  return heads;
}

KeptWeights keep_weights(LayerContext& c, const Ints& of) {
  const double dropout = c.options.number("dropout");
  c.options.require(dropout >= 0 && dropout < 1, "dropout",
                    text("must be in [0, 1), not {}", "须在 [0, 1) 内，而不是 {}", dropout));
  if (!c.training() || dropout == 0) return {};
  return {c.g.random_bernoulli(c.key(), of, 1 - dropout, c.new_stream()), 1 - dropout};
}

Value read_counts(LayerContext& c, const Values& in, std::size_t place) {
  if (in.size() <= place) return {};
  const Value& counts = in[place];
  c.require(counts.dtype() == i64 && counts.shape() == Shape{in[0].shape()[0]}, in,
            text("needs counts i64 (batch)", "的计数须为 i64 (批次)"));
  return counts;
}

}  // namespace ingot
