#include "ops/normalization.h"

namespace ingot {

OpDef define_batch_norm_backward() {
  return {
      .name = "batch_norm_backward",
      .doc =
          "Gradient of batch_norm by x, scale and offset, from the saved statistics. With\n"
          "z = (x - mean) / sqrt(variance + epsilon) and m elements per channel:\n"
          "dx = scale / sqrt(variance + epsilon) (dy - (sum(dy) + z sum(dy z)) / m),\n"
          "dscale = sum(dy z), doffset = sum(dy). A row whose row_mask is false gets the first "
          "term\n"
          "of dx only, and m counts the others.\n"
          "Source: Ioffe and Szegedy 2015, sec. 3.",
      .inputs = {{"x", "input of batch_norm"},
                 {"scale", "float tensor (channels)"},
                 {"mean", "of the batch (channels)"},
                 {"variance", "of the batch (channels)"},
                 {"dy", "gradient of y"},
                 {"row_mask", "bool tensor (batch): rows that count", Arity::optional}},
      .attrs = {{"epsilon", 1e-5, "added to the variance"}},
      .infer =
          [](const NodeView& n) {
            require_per_channel(n, 3);
            require_row_mask(n, 5);
            n.require(n.input_type(4) == n.input_type(0),
                      text("dy must be like x", "dy 须与 x 同类型"));
            return TensorTypes{n.input_type(0), n.input_type(1), n.input_type(1)};
          },
      .traits = {Trait::backward, Trait::training_only},
      .outputs = {"dx", "dscale", "doffset"},
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const Value x = widened(g, n.input(0)), dy = widened(g, n.input(4));
        const int rank = x.rank();
        const Ints axes = axes_without(rank, 1);
        const CountedRows rows(g, n.has_input(5) ? n.input(5) : Value(), x);
        const Value inverse = inverse_deviation(g, widened(g, n.input(3)), n.number("epsilon"));
        const Value z =
            (x - per_channel(g, widened(g, n.input(2)), rank)) * per_channel(g, inverse, rank);
        const Value doffset = g.sum(dy, axes, drop_dims), dscale = g.sum(dy * z, axes, drop_dims);
        const Value common =
            (per_channel(g, doffset, rank) + z * per_channel(g, dscale, rank)) / rows.count;
        const Value dx =
            (dy - rows.only(g, common)) * per_channel(g, inverse * widened(g, n.input(1)), rank);
        const DType dtype = n.input(0).dtype();
        return {narrowed(g, dx, dtype), narrowed(g, dscale, dtype), narrowed(g, doffset, dtype)};
      },
      .samples = {"f32[4,3] f32[3] f32[3] f32[3] f32[4,3] range3=0.5..2",
                  "f64[2,3,2,2] f64[3] f64[3] f64[3] f64[2,3,2,2] range3=0.5..2",
                  "f64[3,2,4] f64[2] f64[2] f64[2] f64[3,2,4] epsilon=0.1 range3=0.5..2",
                  "bf16[4,3] bf16[3] bf16[3] bf16[3] bf16[4,3] range3=0.5..2",
                  "f64[4,3,2] f64[3] f64[3] f64[3] f64[4,3,2] bool[4] range3=0.5..2",
                  "f32[4,16,5,6] f32[16] f32[16] f32[16] f32[4,16,5,6] bool[4] range3=0.5..2",
                  "f32[5,12] f32[12] f32[12] f32[12] f32[5,12] range3=0.5..2"},
  };
}

}  // namespace ingot
