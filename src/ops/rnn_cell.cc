#include "ops/recurrent.h"

namespace ingot {

OpDef define_rnn_cell() {
  return {
      .name = "rnn_cell",
      .doc =
          "One step of a simple recurrent network: h' = activation(x w^T + h r^T + bias).\n"
          "Source: Elman 1990, Finding structure in time.",
      .inputs = {{"x", "float tensor (batch, features)"},
                 {"h", "(batch, units)"},
                 {"w", "(units, features)"},
                 {"r", "(units, units)"},
                 {"bias", "(units)", Arity::optional}},
      .attrs = {{"activation", "tanh", "tanh or relu"}},
      .infer =
          [](const NodeView& n) {
            const Shape& x = n.input_type(0).shape;
            n.require(x.rank() == 2,
                      text("x needs shape [batch, features]", "x 的形状须为 [batch, features]"));
            require_activation(n);
            require_state(n, 1, x[0], require_recurrent_weights(n, 2, {.gates = 1, .biases = 1}));
            return TensorTypes(n.input_type(1));
          },
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const auto in = [&](int i) { return widened(g, n.input(i)); };
        const Value h =
            rnn_step(g, project(g, in(0), in(2), in(4)), in(1), in(3), n.string("activation"));
        return {narrowed(g, h, n.input(0).dtype())};
      },
      .samples = {"f32[2,3] f32[2,4] f32[4,3] f32[4,4] f32[4]",
                  "f64[1,2] f64[1,2] f64[2,2] f64[2,2] - activation=relu",
                  "f32[0,3] f32[0,2] f32[2,3] f32[2,2] f32[2]",
                  "bf16[2,3] bf16[2,2] bf16[2,3] bf16[2,2] bf16[2]"},
  };
}

}  // namespace ingot
