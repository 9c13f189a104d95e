#include "nn/layers/recurrences.h"

namespace ingot {
namespace {

// 0 when nothing is to be dropped.
double drop_rate(LayerContext& c, const char* option) {
  const double rate = c.options.number(option);
  c.options.require(rate >= 0 && rate < 1, option,
                    text("must be in [0, 1), not {}", "须在 [0, 1) 内，而不是 {}", rate));
  return c.training() ? rate : 0;
}

}  // namespace

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

Value first_state(LayerContext& c, std::string_view name, const Value& x, std::int64_t units) {
  if (!c.decoding()) return {};
  c.require_decodable(!c.options.flag("reverse") && c.options.flag("return_sequences"));
  return c.recall(name, {x.dtype(), {x.shape()[0], units}});
}

void keep_state(LayerContext& c, std::string_view name, const Value& last) {
  if (c.decoding()) c.keep(name, last);
}

Value variational_inputs(LayerContext& c, const Value& x) {
  const double rate = drop_rate(c, "dropout");
  return rate == 0 ? x : c.g.dropout(x, c.key(), rate, c.new_stream(), {1});
}

Value variational_mask(LayerContext& c, const Value& x, std::int64_t units) {
  const double rate = drop_rate(c, "recurrent_dropout");
  if (rate == 0) return {};
  const Value ones = c.g.broadcast_to(c.g.scalar_like(x, 1), {x.shape()[0], units});
  return c.g.dropout(ones, c.key(), rate, c.new_stream(), Ints{});
}

Value sequence_or_last(LayerContext& c, const Value& states, const Value& last) {
  return c.options.flag("return_sequences") ? swap_time(c, states) : last;
}

}  // namespace ingot
