#include "nn/layers/recurrences.h"

namespace ingot {

LayerDef define_simple_rnn_layer() {
  return {
      .name = "simple_rnn",
      .constructor = "SimpleRNN",
      .doc =
          "h' = activation(kernel x + recurrent_kernel h + bias), step by step over\n"
          "(batch, time, features), from 0. Gives the last h, (batch, units).\n"
          "Source: Elman 1990, Finding structure in time.",
      .arguments = {{"units", 1, "width of the state"}},
      .options = {{"activation", "tanh", "tanh or relu"},
                  {"return_sequences", false, "true: the state after each step"},
                  {"reverse", false, "true: from the last step to the first"},
                  {"use_bias", true, "add a bias"},
                  {"kernel_initializer", Initializer("glorot_uniform"), "of the input's weights"},
                  {"recurrent_initializer", Initializer("orthogonal"), "of the state's weights"},
                  {"bias_initializer", Initializer("zeros"), "how the bias starts"},
                  {"dropout", 0.0, "of the inputs while training, the same at each step"},
                  {"recurrent_dropout", 0.0, "of the state while training, the same at each step"}},
      .trace =
          [](LayerContext& c, const Values& in) {
            const std::string& activation = c.options.string("activation");
            c.options.require(activation == "tanh" || activation == "relu", "activation",
                              text("must be tanh or relu, not \"{}\"",
                                   "须为 tanh 或 relu，而不是“{}”", activation));
            const RecurrentWeights w = recurrent_weights(c, in[0], {.gates = 1, .biases = 1});
            const Value h = first_state(c, "state", in[0], w.units);
            const Value mask = variational_mask(c, in[0], w.units);
            const Values y =
                c.g.rnn(swap_time(c, variational_inputs(c, in[0])), w.kernel, w.recurrent, w.bias,
                        h, mask, c.options.flag("reverse"), activation);
            keep_state(c, "state", y[1]);
            return sequence_or_last(c, y[0], y[1]);
          },
  };
}

}  // namespace ingot
