#include "ops/recurrent.h"

namespace ingot {

OpDef define_rnn() {
  return {
      .name = "rnn",
      .doc =
          "rnn_cell over a sequence. Returns the state after each step, in the order of time, and\n"
          "the last one. With `reverse` the walk begins at the last step. Without steps the\n"
          "initial state is the last one.\n"
          "Source: Elman 1990, Finding structure in time.",
      .inputs =
          {{"x", "float tensor (time, batch, features)"},
           {"w", "(units, features)"},
           {"r", "(units, units)"},
           {"bias", "(units)", Arity::optional},
           {"h", "(batch, units); absent: 0", Arity::optional},
           {"mask",
            "(batch, units): what h is multiplied by before it meets r, the same at each step; "
            "absent: 1",
            Arity::optional}},
      .attrs = {{"reverse", 0, "1: from the last step to the first"},
                {"activation", "tanh", "tanh or relu"}},
      .infer =
          [](const NodeView& n) {
            const Shape& x = n.input_type(0).shape;
            n.require(x.rank() == 3, text("x needs shape [time, batch, features]",
                                          "x 的形状须为 [time, batch, features]"));
            require_activation(n);
            const std::int64_t units = require_recurrent_weights(n, 1, {.gates = 1, .biases = 1});
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
        const Values slices = project_sequence(g, x, in(1), in(3));
        const Value y = over_time(g, slices, n.flag("reverse"), h, [&](const Value& slice) {
          return h = rnn_step(g, slice, h, r, n.string("activation"),
                              n.has_input(5) ? in(5) : Value());
        });
        const DType dtype = n.input(0).dtype();
        return {narrowed(g, y, dtype), narrowed(g, h, dtype)};
      },
      .samples = {"f32[3,2,3] f32[2,3] f32[2,2] f32[2]", "f64[2,1,2] f64[2,2] f64[2,2] - f64[1,2]",
                  "f64[3,2,1] f64[2,1] f64[2,2] f64[2] - f64[2,2]",
                  "f64[3,2,1] f64[1,1] f64[1,1] f64[1] reverse=1 activation=relu",
                  "f32[0,2,3] f32[2,3] f32[2,2] f32[2] f32[2,2]",
                  "bf16[2,1,3] bf16[2,3] bf16[2,2] bf16[2]"},
  };
}

}  // namespace ingot
