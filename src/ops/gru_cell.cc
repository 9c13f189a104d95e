#include "ops/recurrent.h"

namespace ingot {

OpDef define_gru_cell() {
  return {
      .name = "gru_cell",
      .doc =
          "One step of a GRU. With (z, s, n) the gates update, reset, candidate (the order of\n"
          "ONNX), X = x w^T + bias[0 : 3 units] and H = h r^T + bias[3 units : 6 units]:\n"
          "z = sigmoid(Xz + Hz), s = sigmoid(Xs + Hs), h' = (1 - z) n + z h, and\n"
          "n = tanh(Xn + s Hn), or without linear_before_reset tanh(Xn + (s h) rn^T + bias of\n"
          "Hn).\n"
          "Source: Cho et al. 2014, Learning phrase representations, eq. 5 to 8.",
      .inputs = {{"x", "float tensor (batch, features)"},
                 {"h", "(batch, units)"},
                 {"w", "(3 units, features)"},
                 {"r", "(3 units, units)"},
                 {"bias", "(6 units): of the input's products, then of the state's",
                  Arity::optional}},
      .attrs = {{"linear_before_reset", 1, "1: the reset gate acts on the product with the state"}},
      .infer =
          [](const NodeView& n) {
            const Shape& x = n.input_type(0).shape;
            n.require(x.rank() == 2,
                      text("x needs shape [batch, features]", "x 的形状须为 [batch, features]"));
            require_state(n, 1, x[0], require_recurrent_weights(n, 2, {.gates = 3, .biases = 6}));
            return TensorTypes(n.input_type(1));
          },
      .expand = [](Builder& g, const NodeView& n) -> Values {
        const auto in = [&](int i) { return widened(g, n.input(i)); };
        const std::int64_t gates = n.input(3).shape()[0];
        Values bias(2);
        if (n.has_input(4)) bias = g.split(in(4), {gates, gates}, 0);
        const ResetGate reset =
            n.flag("linear_before_reset") ? ResetGate::after_product : ResetGate::before_product;
        const Value h =
            gru_step(g, project(g, in(0), in(2), bias[0]), in(1), in(3), bias[1], reset);
        return {narrowed(g, h, n.input(0).dtype())};
      },
      .samples = {"f32[2,3] f32[2,4] f32[12,3] f32[12,4] f32[24]",
                  "f64[2,3] f64[2,2] f64[6,3] f64[6,2] f64[12] linear_before_reset=0",
                  "f64[1,2] f64[1,2] f64[6,2] f64[6,2]",
                  "f32[0,3] f32[0,2] f32[6,3] f32[6,2] f32[12]",
                  "bf16[2,3] bf16[2,2] bf16[6,3] bf16[6,2] bf16[12]"},
  };
}

}  // namespace ingot
