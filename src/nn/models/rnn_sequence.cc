#include "nn/models/sequences.h"

namespace ingot {

ModelDef define_rnn_sequence_model() {
  return {
      .name = "rnn-sequence",
      .doc =
          "Simple recurrent units that walk over a sequence of numbers both ways; of each unit "
          "its\n"
          "largest, mean and last answer.\n"
          "Source: Elman 1990, Finding structure in time.",
      .rows = ModelRows::sequences,
      .options = recurrent_sequence_options(),
      .make =
          [](const ModelInputs& inputs) {
            return recurrent_sequence(inputs, [](const ModelInputs& in) {
              return SimpleRNN(read_count(in, "units"),
                               {.return_sequences = true,
                                .dropout = in.options.number("input_dropout"),
                                .recurrent_dropout = in.options.number("recurrent_dropout")});
            });
          },
      .training = [] { return sequence_training(0.001, 0.01); },
  };
}

}  // namespace ingot
