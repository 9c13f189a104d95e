#include "nn/models/recurrent_texts.h"

namespace ingot {

Network recurrent_texts(const ModelInputs& in, RecurrentLayer cell) {
  Functional net;
  const auto row = net(Input(in.input_shape));
  std::vector<Functional::Tap> found;
  for (const TextTap& text : take_texts(net, in, row)) {
    const auto words =
        net(TokenEmbedding(text.num_ids, read_count(in, "width"),
                           {.table_initializer = RandomUniform({.low = -0.25, .high = 0.25}),
                            .dropout = in.options.number("embedding_dropout")}),
            text.words);
    found.push_back(
        net(TokenPooling(), {walk_over(net, in, words, text.count, cell).steps, text.count}));
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
