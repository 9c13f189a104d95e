#include "nn/models/recurrent_texts.h"

namespace ingot {

ModelDef define_rnn_model() {
  return {
      .name = "rnn",
      .doc =
          "A plain recurrent network that walks over a text both ways, and of each unit its "
          "largest\n"
          "answer.\n"
          "Source: Elman 1990, Finding structure in time; Conneau et al. 2017, sec. 3.2.",
      .rows = ModelRows::tokens,
      .options = recurrent_text_options(),
      .make =
          [](const ModelInputs& inputs) {
            return recurrent_texts(inputs, [](const ModelInputs& in) {
              return SimpleRNN(read_count(in, "units"),
                               {.return_sequences = true,
                                .dropout = in.options.number("input_dropout"),
                                .recurrent_dropout = in.options.number("recurrent_dropout")});
            });
          },
      .training = [] { return text_training(0.002, 0.01); },
  };
}

}  // namespace ingot
