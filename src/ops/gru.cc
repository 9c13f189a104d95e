#include "ops/recurrent.h"

namespace ingot {

OpDef define_gru() {
  return {
      .name = "gru",
      .doc =
          "gru_cell over a sequence. Returns the state after each step, in the order of time, and\n"
          "the last one. With `reverse` the walk begins at the last step. Without steps the\n"
          "initial state is the last one.\n"
          "Source: Cho et al. 2014, Learning phrase representations, eq. 5 to 8.",
      .inputs =
          {{"x", "float tensor (time, batch, features)"},
           {"w", "(3 units, features), gates update, reset, candidate"},
           {"r", "(3 units, units)"},
           {"bias", "(6 units): of the input's products, then of the state's", Arity::optional},
           {"h", "(batch, units); absent: 0", Arity::optional},
           {"mask",
            "(batch, units): what h is multiplied by before it meets r, the same at each step; "
            "absent: 1",
            Arity::optional}},
      .attrs = {{"reverse", 0, "1: from the last step to the first"},
                {"linear_before_reset", 1, "1: the reset gate acts on the product with the state"}},
      .infer =
          [](const NodeView& n) {
            const Shape& x = n.input_type(0).shape;
            n.require(x.rank() == 3, text("x needs shape [time, batch, features]",
                                          "x 的形状须为 [time, batch, features]"));
            const std::int64_t units = require_recurrent_weights(n, 1, {.gates = 3, .biases = 6});
            require_state(n, 4, x[1], units);
            require_state(n, 5, x[1], units);
            const DType dtype = n.input_type(0).dtype;
            return TensorTypes{TensorType{dtype, {x[0], x[1], units}},
                               TensorType{dtype, {x[1], units}}};
          },
      .outputs = {"y", "h_last"},
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const auto in = [&](int i) { return widened(g, n.input(i)); };
        const Value x = in(0), r = in(2);
        Value h = n.has_input(4) ? in(4) : zeros(g, {x.dtype(), {x.shape()[1], r.shape()[1]}});
        const std::int64_t gates = r.shape()[0];
        Values bias(2);
        if (n.has_input(3)) bias = g.split(in(3), {gates, gates}, 0);
        const ResetGate reset =
            n.flag("linear_before_reset") ? ResetGate::after_product : ResetGate::before_product;
        const Values slices = project_sequence(g, x, in(1), bias[0]);
        const Value y = over_time(g, slices, n.flag("reverse"), h, [&](const Value& slice) {
          return h = gru_step(g, slice, h, r, bias[1], reset, n.has_input(5) ? in(5) : Value());
        });
        const DType dtype = n.input(0).dtype();
        return {narrowed(g, y, dtype), narrowed(g, h, dtype)};
      },
      .samples = {"f32[3,2,3] f32[6,3] f32[6,2] f32[12]", "f64[2,1,2] f64[6,2] f64[6,2] - f64[1,2]",
                  "f64[3,2,1] f64[6,1] f64[6,2] f64[12] - f64[2,2]",
                  "f64[3,2,1] f64[3,1] f64[3,1] f64[6] - f64[2,1] linear_before_reset=0",
                  "f64[3,2,1] f64[3,1] f64[3,1] f64[6] reverse=1 linear_before_reset=0",
                  "f32[0,2,3] f32[6,3] f32[6,2] f32[12] f32[2,2]",
                  "bf16[2,1,3] bf16[6,3] bf16[6,2] bf16[12]"},
  };
}

}  // namespace ingot
