#include "nn/models/sequences.h"

namespace ingot {

ModelDef define_lstm_sequence_model() {
  return {
      .name = "lstm-sequence",
      .doc =
          "Long short-term memory that walks over a sequence of numbers both ways; of each unit "
          "its\n"
          "largest, mean and last answer.\n"
          "Source: Hochreiter and Schmidhuber 1997.",
      .rows = ModelRows::sequences,
      .options = recurrent_sequence_options(),
      .make =
          [](const ModelInputs& inputs) {
            return recurrent_sequence(inputs, [](const ModelInputs& in) {
              return LSTM(read_count(in, "units"),
                          {.return_sequences = true,
                           .dropout = in.options.number("input_dropout"),
                           .recurrent_dropout = in.options.number("recurrent_dropout")});
            });
          },
      .training = [] { return sequence_training(0.002, 0.01); },
  };
}

}  // namespace ingot
