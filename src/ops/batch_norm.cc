#include "ops/normalization.h"

namespace ingot {
namespace {

// What reaches x through the statistics themselves, which a moving average may let flow.
Value through_statistics(Builder& g, const NodeView& n, const Values& dy) {
  const Value x = n.input(0);
  const auto count = static_cast<double>(x.shape().num_elements()) /
                     static_cast<double>(std::max<std::int64_t>(1, x.shape()[1]));
  Value sum;
  if (dy[1]) sum = g.broadcast_to(per_channel(g, dy[1], x.rank()), x.shape().to_vector()) / count;
  if (dy[2]) {
    const Value centred = x - per_channel(g, n.output(1), x.rank());
    const Value part = centred * per_channel(g, dy[2], x.rank()) * (2 / count);
    sum = sum ? sum + part : part;
  }
  return sum;
}

Values batch_norm_gradients(Builder& g, const NodeView& n, const Values& dy) {
  Values result(3);
  if (dy[0])
    result = g.batch_norm_backward(n.input(0), n.input(1), n.output(1), n.output(2), dy[0],
                                   n.number("epsilon"));
  if (const Value more = through_statistics(g, n, dy); more)
    result[0] = result[0] ? result[0] + more : more;
  return result;
}

}  // namespace

OpDef define_batch_norm() {
  return {
      .name = "batch_norm",
      .doc =
          "y = (x - mean) / sqrt(variance + epsilon) scale + offset with the mean and the\n"
          "(biased) variance of each channel over this batch and all spatial axes, which are also\n"
          "returned. 16-bit types are computed in f32. An empty batch has NaN statistics.\n"
          "Source: Ioffe and Szegedy 2015, Batch normalization, alg. 1.",
      .inputs = {{"x", "float tensor (batch, channels, ...)"},
                 {"scale", "float tensor (channels)"},
                 {"offset", "float tensor (channels)"}},
      .attrs = {{"epsilon", 1e-5, "added to the variance"}},
      .infer =
          [](const NodeView& n) {
            require_per_channel(n, 2);
            return TensorTypes{n.input_type(0), n.input_type(1), n.input_type(1)};
          },
      .traits = {Trait::training_only},
      .outputs = {"y", "mean", "variance"},
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value x = widened(g, n.input(0)), scale = widened(g, n.input(1));
        const Ints axes = axes_without(x.rank(), 1);
        const Value mean = g.mean(x, axes, drop_dims);
        const Value centred = x - per_channel(g, mean, x.rank());
        const Value variance = g.mean(g.square(centred), axes, drop_dims);
        const Value factor = inverse_deviation(g, variance, n.number("epsilon")) * scale;
        const Value y = centred * per_channel(g, factor, x.rank()) +
                        per_channel(g, widened(g, n.input(2)), x.rank());
        const DType dtype = n.input(0).dtype();
        return {narrowed(g, y, dtype), narrowed(g, mean, dtype), narrowed(g, variance, dtype)};
      },
      .grad = batch_norm_gradients,
      .samples = {"f32[4,3] f32[3] f32[3]", "f64[2,3,2,2] f64[3] f64[3]",
                  "f64[3,2,4] f64[2] f64[2] epsilon=0.1", "f32[2,1,2,2,2] f32[1] f32[1]",
                  "bf16[4,3] bf16[3] bf16[3] range=-1..1", "f32[4,0] f32[0] f32[0]"},
  };
}

}  // namespace ingot
