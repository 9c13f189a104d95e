#include "nn/models/tables.h"

namespace ingot {
namespace {

Network make_lstm_lm(const ModelInputs& in) {
  require_tokens(in);
  Layers layers{Input(in.input_shape, {.dtype = "i64"}),
                Embedding(in.num_classes, read_count(in, "width"),
                          {.table_initializer = RandomUniform({.low = -0.1, .high = 0.1}),
                           .dropout = in.options.number("embedding_dropout")})};
  for (std::int64_t i = 0; i < read_count(in, "layers"); ++i)
    layers.push_back(LSTM(read_count(in, "units"),
                          {.return_sequences = true,
                           .dropout = in.options.number("dropout"),
                           .recurrent_dropout = in.options.number("recurrent_dropout")}));
  if (const double dropout = in.options.number("dropout"); dropout != 0)
    layers.push_back(Dropout(dropout));
  layers.push_back(Dense(in.num_classes, {.activation = "softmax"}));
  return layers;
}

}  // namespace

ModelDef define_lstm_lm_model() {
  return {
      .name = "lstm-lm",
      .doc =
          "Long short-term memory that tells the next token.\n"
          "Source: Zaremba et al. 2014, Recurrent neural network regularization, sec. 3; dropout:\n"
          "Gal and Ghahramani 2016.",
      .rows = ModelRows::language,
      .options = {{"width", 256, "of a token's vector"},
                  {"units", 256, "of each layer"},
                  {"layers", 1, "one on top of the other"},
                  {"embedding_dropout", 0.0, "of tokens while training, wherever they stand"},
                  {"dropout", 0.0, "of what goes into each layer, the same at each token"},
                  {"recurrent_dropout", 0.0, "of the state, the same at each token"}},
      .make = make_lstm_lm,
      .training =
          [] {
            return TrainingDefaults{
                .optimizer = Adam({.learning_rate = CosineDecay(0.003)}), .epochs = 1, .batch = 32};
          },
  };
}

}  // namespace ingot
