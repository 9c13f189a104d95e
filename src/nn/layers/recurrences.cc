#include "nn/layers/recurrences.h"

namespace ingot {

RecurrentWeights recurrent_weights(LayerContext& c, const Value& x, RecurrentSizes sizes) {
  c.require_rank(x, 3, text("(batch, time, features)", "(批次, 时间, 特征)"));
  const std::int64_t units = c.options.integer("units"), features = x.shape()[2];
  c.options.require(units >= 1, "units", text("must be at least 1", "须至少为 1"));
  const std::int64_t rows = sizes.gates * units;
  RecurrentWeights w;
  w.units = units;
  w.kernel = c.weight("kernel", {x.dtype(), {rows, features}},
                      c.options.initializer("kernel_initializer"), {features, rows});
  w.recurrent = c.weight("recurrent_kernel", {x.dtype(), {rows, units}},
                         c.options.initializer("recurrent_initializer"), {units, rows});
  if (c.options.flag("use_bias"))
    w.bias = c.weight("bias", {x.dtype(), {sizes.biases * units}},
                      c.options.initializer("bias_initializer"), {});
  return w;
}

Value swap_time(LayerContext& c, const Value& x) { return c.g.transpose(x, {1, 0, 2}); }

Value sequence_or_last(LayerContext& c, const Value& states, const Value& last) {
  return c.options.flag("return_sequences") ? swap_time(c, states) : last;
}

}  // namespace ingot
