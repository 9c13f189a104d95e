#include "nn/layers/recurrences.h"

namespace ingot {

LayerDef define_gru_layer() {
  return {
      .name = "gru",
      .constructor = "GRU",
      .doc =
          "With (z, r, n) the gates update, reset, candidate of X = kernel x + bias and\n"
          "H = recurrent_kernel h + its own bias: z = sigmoid(Xz + Hz), r = sigmoid(Xr + Hr),\n"
          "h' = (1 - z) tanh(Xn + r Hn) + z h, step by step over (batch, time, features), from 0.\n"
          "Gives the last h, (batch, units).\n"
          "Source: Cho et al. 2014, Learning phrase representations, eq. 5 to 8.",
      .arguments = {{"units", 1, "width of the state"}},
      .options = {{"return_sequences", false, "true: the state after each step"},
                  {"reverse", false, "true: from the last step to the first"},
                  {"use_bias", true, "add a bias"},
                  {"kernel_initializer", Initializer("glorot_uniform"), "of the input's weights"},
                  {"recurrent_initializer", Initializer("orthogonal"), "of the state's weights"},
                  {"bias_initializer", Initializer("zeros"), "how the bias starts"},
                  {"reset_after", true, "false: the reset gate acts on h before its product"},
                  {"dropout", 0.0, "of the inputs while training, the same at each step"},
                  {"recurrent_dropout", 0.0, "of the state while training, the same at each step"}},
      .trace =
          [](LayerContext& c, const Values& in) {
            const RecurrentWeights w = recurrent_weights(c, in[0], {.gates = 3, .biases = 6});
            const Value h = first_state(c, "state", in[0], w.units);
            const Value mask = variational_mask(c, in[0], w.units);
            const Values y =
                c.g.gru(swap_time(c, variational_inputs(c, in[0])), w.kernel, w.recurrent, w.bias,
                        h, mask, c.options.flag("reverse"), c.options.flag("reset_after"));
            keep_state(c, "state", y[1]);
            return sequence_or_last(c, y[0], y[1]);
          },
  };
}

}  // namespace ingot
