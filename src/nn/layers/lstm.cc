#include "nn/layers/recurrences.h"

namespace ingot {

LayerDef define_lstm_layer() {
  return {
      .name = "lstm",
      .constructor = "LSTM",
      .doc =
          "(i, o, f, g) = kernel x + recurrent_kernel h + bias, four gates of `units` each;\n"
          "c' = sigmoid(f) c + sigmoid(i) tanh(g), h' = sigmoid(o) tanh(c'), step by step over\n"
          "(batch, time, features), from 0. Gives the last h, (batch, units).\n"
          "Source: Hochreiter and Schmidhuber 1997; Gers et al. 2000 (forget gate).",
      .arguments = {{"units", 1, "width of the state"}},
      .options = {{"return_sequences", false, "true: the state after each step"},
                  {"reverse", false, "true: from the last step to the first"},
                  {"use_bias", true, "add a bias"},
                  {"kernel_initializer", Initializer("glorot_uniform"), "of the input's weights"},
                  {"recurrent_initializer", Initializer("orthogonal"), "of the state's weights"},
                  {"bias_initializer", Initializer("zeros"), "how the bias starts"},
                  {"forget_bias", 1.0, "added to the bias of f, so that a new layer remembers"},
                  {"dropout", 0.0, "of the inputs while training, the same at each step"},
                  {"recurrent_dropout", 0.0, "of the state while training, the same at each step"}},
      .trace =
          [](LayerContext& c, const Values& in) {
            RecurrentWeights w = recurrent_weights(c, in[0], {.gates = 4, .biases = 4});
            const double more = c.options.number("forget_bias");
            if (w.bias && more != 0) {
              Tensor fixed = Tensor::zeros({in[0].dtype(), {4 * w.units}});
              for (std::int64_t i = 2 * w.units; i < 3 * w.units; ++i) fixed.set(i, more);
              w.bias = w.bias + c.g.constant(fixed);
            }
            const Value h = first_state(c, "state", in[0], w.units),
                        cell = first_state(c, "cell", in[0], w.units);
            const Value mask = variational_mask(c, in[0], w.units);
            const Values y =
                c.g.lstm(swap_time(c, variational_inputs(c, in[0])), w.kernel, w.recurrent, w.bias,
                         h, cell, mask, c.options.flag("reverse"));
            keep_state(c, "state", y[1]);
            keep_state(c, "cell", y[2]);
            return sequence_or_last(c, y[0], y[1]);
          },
  };
}

}  // namespace ingot
