#include "nn/models/tags.h"

namespace ingot {

ModelDef define_lstm_tags_model() {
  return {
      .name = "lstm-tags",
      .doc =
          "Long short-term memory that walks over a sentence both ways, and of each token its "
          "tag.\n"
          "Source: Hochreiter and Schmidhuber 1997; Huang et al. 2015, sec. 2.2.",
      .rows = ModelRows::tags,
      .options = recurrent_tag_options(),
      .make =
          [](const ModelInputs& inputs) {
            return recurrent_tags(inputs, [](const ModelInputs& in) {
              return LSTM(read_count(in, "units"),
                          {.return_sequences = true,
                           .dropout = in.options.number("input_dropout"),
                           .recurrent_dropout = in.options.number("recurrent_dropout")});
            });
          },
      .training = [] { return tag_training(0.003, 0.01); },
  };
}

}  // namespace ingot
