#include "nn/models/texts.h"

namespace ingot {
namespace {

Network make_textcnn(const ModelInputs& in) {
  Functional net;
  const auto row = net(Input(in.input_shape));
  auto words = embed_words(net, in, row, read_count(in, "width"),
                           RandomUniform({.low = -0.25, .high = 0.25}));
  if (const double dropout = in.options.number("word_dropout"); dropout != 0)
    words = net(Dropout(dropout), words);
  const auto channels = net(Permute({2, 1}), words);
  std::vector<Functional::Tap> found;
  for (const std::int64_t size : in.options.integers("windows")) {
    in.options.require(size >= 1, "windows", text("must be at least 1", "须至少为 1"));
    found.push_back(net(GlobalMaxPooling(), net(Conv1D(read_count(in, "filters"), {size},
                                                       {.padding = "same", .activation = "relu"}),
                                                channels)));
  }
  in.options.require(!found.empty(), "windows", text("must not be empty", "不能为空"));
  return answer_texts(net, in, found);
}

}  // namespace

ModelDef define_textcnn_model() {
  return {
      .name = "textcnn",
      .doc =
          "Vectors of words, convolutions over windows of neighbours, of each filter its largest\n"
          "answer anywhere in the text, then one dense layer.\n"
          "Source: Kim 2014, Convolutional neural networks for sentence classification, sec. 2.",
      .rows = ModelRows::tokens,
      .options = {{"width", 128, "of a word's vector"},
                  {"windows", Ints{3, 4, 5}, "words that a filter sees"},
                  {"filters", 100, "of each window"},
                  {"word_dropout", 0.2, "of the words' vectors"},
                  {"dropout", 0.5, "before the dense layer"}},
      .make = make_textcnn,
      .training = [] { return text_training(0.001, 0.01); },
      .reads_padding = true,
  };
}

}  // namespace ingot
