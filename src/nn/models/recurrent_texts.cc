#include "nn/models/recurrent_texts.h"

namespace ingot {

Network recurrent_texts(const ModelInputs& in, Layer (*cell)(const ModelInputs& in)) {
  Functional net;
  const auto row = net(Input(in.input_shape));
  const bool both_ways = in.options.flag("bidirectional");
  std::vector<Functional::Tap> found;
  for (const TextTap& text : take_texts(net, in, row)) {
    auto x = net(TokenEmbedding(text.num_ids, read_count(in, "width"),
                                {.table_initializer = RandomUniform({.low = -0.25, .high = 0.25}),
                                 .dropout = in.options.number("embedding_dropout")}),
                 text.words);
    for (std::int64_t i = 0; i < read_count(in, "layers"); ++i) {
      const auto forward = net(cell(in), x);
      if (!both_ways) {
        x = forward;
        continue;
      }
      const auto backward = net(cell(in), net(ReverseTokens(), {x, text.count}));
      x = net(Concat({.axis = 2}), {forward, net(ReverseTokens(), {backward, text.count})});
    }
    found.push_back(net(TokenPooling(), {x, text.count}));
  }
  return answer_texts(net, in, found);
}

OptionDefs recurrent_text_options() {
  return {{"width", 128, "of a word's vector"},
          {"units", 128, "of each layer, each way"},
          {"layers", 1, "one on top of the other"},
          {"bidirectional", true, "also from the last word to the first"},
          {"embedding_dropout", 0.0, "of words while training, wherever they stand"},
          {"input_dropout", 0.3, "of what goes into the cells, the same at each word"},
          {"recurrent_dropout", 0.0, "of the cells' state, the same at each word"},
          {"dropout", 0.5, "before the dense layer"}};
}

}  // namespace ingot
