#include "ops/recurrent.h"

namespace ingot {

OpDef define_lstm_cell() {
  return {
      .name = "lstm_cell",
      .doc =
          "One step of an LSTM. With (i, o, f, g) the four parts of x w^T + h r^T + bias:\n"
          "c' = sigmoid(f) c + sigmoid(i) tanh(g), h' = sigmoid(o) tanh(c').\n"
          "The order of the gates is that of ONNX: input, output, forget, cell.\n"
          "Source: Hochreiter and Schmidhuber 1997; Gers et al. 2000 (forget gate).",
      .inputs = {{"x", "float tensor (batch, features)"},
                 {"h", "(batch, units)"},
                 {"c", "(batch, units)"},
                 {"w", "(4 units, features)"},
                 {"r", "(4 units, units)"},
                 {"bias", "(4 units)", Arity::optional}},
      .infer =
          [](const NodeView& n) {
            const Shape& x = n.input_type(0).shape;
            n.require(x.rank() == 2,
                      text("x needs shape [batch, features]", "x 的形状须为 [batch, features]"));
            const std::int64_t units = require_recurrent_weights(n, 3, {.gates = 4, .biases = 4});
            require_state(n, 1, x[0], units);
            require_state(n, 2, x[0], units);
            return TensorTypes{n.input_type(1), n.input_type(2)};
          },
      .outputs = {"h_next", "c_next"},
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const auto in = [&](int i) { return widened(g, n.input(i)); };
        const LstmState next = lstm_step(g, project(g, in(0), in(3), in(5)), {in(1), in(2)}, in(4));
        const DType dtype = n.input(0).dtype();
        return {narrowed(g, next.h, dtype), narrowed(g, next.c, dtype)};
      },
      .samples = {"f32[2,3] f32[2,4] f32[2,4] f32[16,3] f32[16,4] f32[16]",
                  "f64[1,2] f64[1,2] f64[1,2] f64[8,2] f64[8,2]",
                  "f32[0,3] f32[0,2] f32[0,2] f32[8,3] f32[8,2] f32[8]",
                  "bf16[2,3] bf16[2,2] bf16[2,2] bf16[8,3] bf16[8,2] bf16[8]"},
  };
}

}  // namespace ingot
