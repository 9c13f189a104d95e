#include "ops/recurrent.h"

namespace ingot {

OpDef define_lstm() {
  return {
      .name = "lstm",
      .doc =
          "lstm_cell over a sequence. Returns the state h after each step, in the order of time,\n"
          "and the last h and c. With `reverse` the walk begins at the last step. Without steps\n"
          "the initial state is the last one.\n"
          "Source: Hochreiter and Schmidhuber 1997; Gers et al. 2000 (forget gate).",
      .inputs =
          {{"x", "float tensor (time, batch, features)"},
           {"w", "(4 units, features), gates input, output, forget, cell"},
           {"r", "(4 units, units)"},
           {"bias", "(4 units)", Arity::optional},
           {"h", "(batch, units); absent: 0", Arity::optional},
           {"c", "(batch, units); absent: 0", Arity::optional},
           {"mask",
            "(batch, units): what h is multiplied by before it meets r, the same at each step; "
            "absent: 1",
            Arity::optional}},
      .attrs = {{"reverse", 0, "1: from the last step to the first"}},
      .infer =
          [](const NodeView& n) {
            const Shape& x = n.input_type(0).shape;
            n.require(x.rank() == 3, text("x needs shape [time, batch, features]",
                                          "x 的形状须为 [time, batch, features]"));
            const std::int64_t units = require_recurrent_weights(n, 1, {.gates = 4, .biases = 4});
            require_state(n, 4, x[1], units);
            require_state(n, 5, x[1], units);
            require_state(n, 6, x[1], units);
            const DType dtype = n.input_type(0).dtype;
            return TensorTypes{TensorType{dtype, {x[0], x[1], units}},
                               TensorType{dtype, {x[1], units}}, TensorType{dtype, {x[1], units}}};
          },
      .outputs = {"y", "h_last", "c_last"},
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const auto in = [&](int i) { return widened(g, n.input(i)); };
        const Value x = in(0), r = in(2);
        const TensorType type{x.dtype(), {x.shape()[1], r.shape()[1]}};
        LstmState state{n.has_input(4) ? in(4) : zeros(g, type),
                        n.has_input(5) ? in(5) : zeros(g, type)};
        const Values slices = project_sequence(g, x, in(1), in(3));
        const Value y = over_time(g, slices, n.flag("reverse"), state.h, [&](const Value& slice) {
          state = lstm_step(g, slice, state, r, n.has_input(6) ? in(6) : Value());
          return state.h;
        });
        const DType dtype = n.input(0).dtype();
        return {narrowed(g, y, dtype), narrowed(g, state.h, dtype), narrowed(g, state.c, dtype)};
      },
      .samples = {"f32[3,2,3] f32[8,3] f32[8,2] f32[8]",
                  "f64[2,1,2] f64[8,2] f64[8,2] - f64[1,2] f64[1,2]",
                  "f64[3,2,1] f64[8,1] f64[8,2] f64[8] - - f64[2,2]",
                  "f64[3,2,1] f64[4,1] f64[4,1] f64[4] reverse=1",
                  "f32[0,2,3] f32[8,3] f32[8,2] f32[8] f32[2,2] f32[2,2]",
                  "bf16[2,1,3] bf16[8,3] bf16[8,2] bf16[8]"},
  };
}

}  // namespace ingot
