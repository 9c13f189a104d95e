#include "nn/models/texts.h"
#include "nn/models/transformer_style.h"

namespace ingot {
namespace {

Network make_transformer(const ModelInputs& in) {
  Functional net;
  const auto row = net(Input(in.input_shape));
  const std::int64_t width = read_count(in, "width");
  const Initializer small = TruncatedNormal({.deviation = 0.02});
  std::vector<Functional::Tap> found;
  for (const TextTap& text : take_texts(net, in, row)) {
    auto x = net(TokenEmbedding(text.num_ids, width,
                                {.table_initializer = small,
                                 .dropout = in.options.number("embedding_dropout")}),
                 text.words);
    x = transformer_blocks(net, in, place_words(net, in, x, small, TransformerStyle::kWaveScale),
                           text.count);
    found.push_back(net(TokenPooling({.mode = "mean"}), {x, text.count}));
  }
  return answer_texts(net, in, found);
}

}  // namespace

ModelDef define_transformer_model() {
  return {
      .name = "transformer",
      .doc =
          "Vectors of words and positions, blocks of self-attention and of two dense layers, each\n"
          "after layer norm, then the mean over the words of the text.\n"
          "Source: Vaswani et al. 2017, Attention is all you need, sec. 3; norm before the "
          "layers:\n"
          "Xiong et al. 2020.",
      .rows = ModelRows::tokens,
      .options = with_transformer_style(
          {{"width", 128, "of a word's vector"},
           {"blocks", 2, "of attention and dense layers"},
           {"heads", 4, "of each attention"},
           {"embedding_dropout", 0.2, "of words while training, wherever they stand"},
           {"block_dropout", 0.2, "of attention, and of what each block adds"},
           {"dropout", 0.3, "before the last layer"}},
          encoder_choices()),
      .make = make_transformer,
      .training = [] { return text_training(0.0005, 0.05); },
  };
}

}  // namespace ingot
