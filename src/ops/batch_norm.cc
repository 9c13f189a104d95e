#include "ops/normalization.h"

namespace ingot {
namespace {

// What reaches x through the statistics themselves, which a moving average may let flow.
Value through_statistics(Builder& g, const NodeView& n, const Values& dy) {
  const Value x = n.input(0);
  const CountedRows rows(g, n.has_input(3) ? n.input(3) : Value(), x);
  Value sum;
  if (dy[1]) sum = g.broadcast_to(per_channel(g, dy[1], x.rank()), x.shape().to_vector());
  if (dy[2]) {
    const Value centred = x - per_channel(g, n.output(1), x.rank());
    const Value part = centred * per_channel(g, dy[2], x.rank()) * 2.0;
    sum = sum ? sum + part : part;
  }
  return sum ? rows.only(g, sum / rows.count) : sum;
}

Values batch_norm_gradients(Builder& g, const NodeView& n, const Values& dy) {
  Values result(static_cast<std::size_t>(n.num_inputs()));
  if (dy[0]) {
    const Values d =
        g.batch_norm_backward(n.input(0), n.input(1), n.output(1), n.output(2), dy[0],
                              n.has_input(3) ? n.input(3) : Value(), n.number("epsilon"));
    std::copy(d.begin(), d.end(), result.begin());
  }
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
          "returned. Rows whose row_mask is false do not count in them. 16-bit types are computed\n"
          "in f32. An empty batch has NaN statistics.\n"
          "Source: Ioffe and Szegedy 2015, Batch normalization, alg. 1.",
      .inputs = {{"x", "float tensor (batch, channels, ...)"},
                 {"scale", "float tensor (channels)"},
                 {"offset", "float tensor (channels)"},
                 {"row_mask", "bool tensor (batch): rows that count", Arity::optional}},
      .attrs = {{"epsilon", 1e-5, "added to the variance"}},
      .infer =
          [](const NodeView& n) {
            require_per_channel(n, 2);
            require_row_mask(n, 3);
            return TensorTypes{n.input_type(0), n.input_type(1), n.input_type(1)};
          },
      .traits = {Trait::training_only},
      .outputs = {"y", "mean", "variance"},
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value x = widened(g, n.input(0)), scale = widened(g, n.input(1));
        const Ints axes = axes_without(x.rank(), 1);
        const CountedRows rows(g, n.has_input(3) ? n.input(3) : Value(), x);
        const Value mean = g.sum(rows.only(g, x), axes, drop_dims) / rows.count;
        const Value centred = x - per_channel(g, mean, x.rank());
        const Value variance = g.sum(rows.only(g, g.square(centred)), axes, drop_dims) / rows.count;
        const Value factor = inverse_deviation(g, variance, n.number("epsilon")) * scale;
        const Value y = centred * per_channel(g, factor, x.rank()) +
                        per_channel(g, widened(g, n.input(2)), x.rank());
        const DType dtype = n.input(0).dtype();
        return {narrowed(g, y, dtype), narrowed(g, mean, dtype), narrowed(g, variance, dtype)};
      },
      .grad = batch_norm_gradients,
      .samples = {"f32[4,3] f32[3] f32[3]", "f64[2,3,2,2] f64[3] f64[3]",
                  "f64[3,2,4] f64[2] f64[2] epsilon=0.1", "f32[2,1,2,2,2] f32[1] f32[1]",
                  "bf16[4,3] bf16[3] bf16[3] range=-1..1", "f32[4,0] f32[0] f32[0]",
                  "f64[4,3,2] f64[3] f64[3] bool[4]", "f32[4,16,5,6] f32[16] f32[16] bool[4]",
                  "f32[3,8,2,3] f32[8] f32[8]"},
  };
}

}  // namespace ingot
