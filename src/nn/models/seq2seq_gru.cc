#include "nn/models/recurrent_walk.h"
#include "nn/models/texts.h"

namespace ingot {
namespace {

Layer cell(const ModelInputs& in) {
  return GRU(read_count(in, "units"),
             {.return_sequences = true, .dropout = in.options.number("dropout")});
}

Network make_seq2seq_gru(const ModelInputs& in) {
  require_tokens(in);
  const std::int64_t width = read_count(in, "width"), units = read_count(in, "units"),
                     layers = read_count(in, "layers");
  const double rate = in.options.number("dropout");
  Functional net;
  const auto source = net(Input(in.input_shape, {.dtype = "i64", .name = "source"})),
             written = net(Input(in.input_shape, {.dtype = "i64", .name = "written"})),
             count = net(TokenCount(), source);
  const auto embed = [&](const Functional::Tap& text) {
    return net(
        TokenEmbedding(in.num_classes, width,
                       {.table_initializer = RandomNormal({.deviation = 0.1}), .shared = "tokens"}),
        text);
  };
  const auto read = net(Dense(units), walk_over(net, in, embed(source), count, cell).steps);
  auto state = embed(written);
  for (std::int64_t i = 0; i < layers; ++i) state = net(cell(in), state);
  const auto found = net(CrossAttention(1), {state, net(AttentionMemory(), read), count});
  auto said = net(Dense(width, {.activation = "tanh"}), net(Concat({.axis = 2}), {state, found}));
  if (rate != 0) said = net(Dropout(rate), said);
  return net.network(
      net(TokenScores(in.num_classes, {.shared = "tokens", .activation = "softmax"}), said));
}

}  // namespace

ModelDef define_seq2seq_gru_model() {
  return {
      .name = "seq2seq-gru",
      .doc =
          "Reads a text both ways with gated recurrent units and writes another with others, "
          "which\n"
          "look at what was read at each token. One table of vectors serves both sides and the\n"
          "answer.\n"
          "Source: Bahdanau et al. 2015, Neural machine translation by jointly learning to align\n"
          "and translate; attention from the new state: Luong et al. 2015, sec. 3.1.",
      .rows = ModelRows::pairs,
      .options = {{"width", 256, "of a token's vector"},
                  {"units", 256, "of each layer, each way"},
                  {"layers", 1, "one on top of the other, on each side"},
                  {"bidirectional", true, "reads also from the last token to the first"},
                  {"dropout", 0.2, "of what goes into the cells and the answer"}},
      .make = make_seq2seq_gru,
      .training =
          [] {
            return TrainingDefaults{
                .optimizer = AdamW({.learning_rate = CosineDecay(0.003, {.warmup = 0.05}),
                                    .weight_decay = 0.0001}),
                .epochs = 12,
                .batch = 128};
          },
  };
}

}  // namespace ingot
