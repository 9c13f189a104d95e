#include "nn/models/sequences.h"

namespace ingot {

ModelDef define_gru_sequence_model() {
  return {
      .name = "gru-sequence",
      .doc =
          "Gated recurrent units that walk over a sequence of numbers both ways; of each unit its\n"
          "largest, mean and last answer.\n"
          "Source: Cho et al. 2014, Learning phrase representations, eq. 5 to 8.",
      .rows = ModelRows::sequences,
      .options = recurrent_sequence_options(),
      .make =
          [](const ModelInputs& inputs) {
            return recurrent_sequence(inputs, [](const ModelInputs& in) {
              return GRU(read_count(in, "units"),
                         {.return_sequences = true,
                          .dropout = in.options.number("input_dropout"),
                          .recurrent_dropout = in.options.number("recurrent_dropout")});
            });
          },
      .training = [] { return sequence_training(0.002, 0.01); },
  };
}

}  // namespace ingot
