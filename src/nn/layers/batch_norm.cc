#include "nn/layers/normalizations.h"

namespace ingot {

namespace {

struct BatchStatistics {
  Value mean, variance;
};

// Rows of padding do not count. They are selected away, not multiplied by 0: what they hold may be
// infinite.
BatchStatistics batch_statistics(LayerContext& c, const Value& x) {
  Builder& g = c.g;
  Ints axes, rows(static_cast<std::size_t>(x.rank()), 1);
  std::int64_t places = 1;
  for (int axis = 0; axis < x.rank(); ++axis) {
    if (axis != 1) axes.push_back(axis);
    if (axis >= 2) places *= x.shape()[axis];
  }
  rows[0] = x.shape()[0];
  const Value& mask = c.row_mask();
  Value count = g.scalar_like(x, static_cast<double>(x.shape()[0] * places)), counts;
  if (mask) {
    counts = g.reshape(g.greater(mask, g.scalar_like(mask, 0)), rows);
    const Value zero = g.scalar_like(x, 0), one = g.scalar_like(x, 1);
    count = g.maximum(g.sum(g.select(counts, one, zero)) * static_cast<double>(places), one);
  }
  const auto mean_of = [&](const Value& v) {
    return g.sum(mask ? g.select(counts, v, g.scalar_like(v, 0)) : v, axes, keep_dims) / count;
  };
  const Value mean = mean_of(x);
  const Value variance = mean_of(g.square(x - mean));
  const Ints channels{x.shape()[1]};
  return {g.reshape(mean, channels), g.reshape(variance, channels)};
}

Value as(const Value& v, DType dtype) {
  return v.dtype() == dtype ? v : v.builder().cast(v, dtype);
}

Value trace_batch_norm(LayerContext& c, const Values& in) {
  const Value& x = in[0];
  c.require(x.rank() >= 2, in, text("needs (batch, channels, ...)", "须为 (批次, 通道, ...)"));
  const double momentum = c.options.number("momentum");
  c.options.require(momentum >= 0 && momentum <= 1, "momentum",
                    text("must be in [0, 1], not {}", "须在 [0, 1] 内，而不是 {}", momentum));
  const TensorType type{x.dtype(), {x.shape()[1]}};
  const Value scale = scale_or_ones(c, type.dtype, type.shape);
  const Value offset = offset_or_zeros(c, type.dtype, type.shape);
  const Value moving_mean = c.statistic("moving_mean", type, "zeros");
  const Value moving_variance = c.statistic("moving_variance", type, "ones");
  const double epsilon = c.options.number("epsilon");
  if (!c.training())
    return c.g.batch_norm_inference(x, scale, offset, moving_mean, moving_variance, epsilon);
  const bool narrow = x.dtype() == bf16 || x.dtype() == f16;
  const BatchStatistics batch = batch_statistics(c, narrow ? as(x, f32) : x);
  const Value mean = as(batch.mean, x.dtype()), variance = as(batch.variance, x.dtype());
  c.update_statistic("moving_mean", moving_mean * momentum + mean * (1 - momentum));
  c.update_statistic("moving_variance", moving_variance * momentum + variance * (1 - momentum));
  return c.g.batch_norm_inference(x, scale, offset, mean, variance, epsilon);
}

}  // namespace

LayerDef define_batch_norm_layer() {
  return {
      .name = "batch_norm",
      .constructor = "BatchNorm",
      .doc =
          "(x - mean) / sqrt(variance + epsilon) scale + offset for each channel of\n"
          "(batch, channels, ...). While training, mean and (biased) variance are those of the\n"
          "batch's rows, and the moving ones become momentum moving + (1 - momentum) batch; a\n"
          "frozen layer, and every layer afterwards, uses the moving ones.\n"
          "Source: Ioffe and Szegedy 2015, Batch normalization, alg. 1 and 2.",
      .options = {{"momentum", 0.99, "share of the moving statistics that stays at each step"},
                  {"epsilon", 1e-3, "added to the variance"},
                  {"use_scale", true, "multiply by one number for each channel, from 1"},
                  {"use_offset", true, "add one number for each channel, from 0"}},
      .trace = trace_batch_norm,
  };
}

}  // namespace ingot
