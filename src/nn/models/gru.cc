#include "nn/models/recurrent_texts.h"

namespace ingot {

ModelDef define_gru_model() {
  return {
      .name = "gru",
      .doc =
          "Gated recurrent units that walk over a text both ways, and of each unit its largest "
          "answer.\n"
          "Source: Cho et al. 2014, Learning phrase representations; Conneau et al. 2017, sec. "
          "3.2.",
      .rows = ModelRows::tokens,
      .options = recurrent_text_options(),
      .make =
          [](const ModelInputs& inputs) {
            return recurrent_texts(inputs, [](const ModelInputs& in) {
              return GRU(read_count(in, "units"),
                         {.return_sequences = true,
                          .dropout = in.options.number("input_dropout"),
                          .recurrent_dropout = in.options.number("recurrent_dropout")});
            });
          },
      .training = [] { return text_training(0.002, 0.01); },
  };
}

}  // namespace ingot
