#include "nn/layers/normalizations.h"

namespace ingot {

namespace {

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
  const Value& mask = c.row_mask();
  const Values y = c.g.batch_norm(
      x, scale, offset, mask ? c.g.greater(mask, c.g.scalar_like(mask, 0)) : Value(), epsilon);
  c.update_statistic("moving_mean", moving_mean * momentum + y[1] * (1 - momentum));
  c.update_statistic("moving_variance", moving_variance * momentum + y[2] * (1 - momentum));
  return y[0];
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
