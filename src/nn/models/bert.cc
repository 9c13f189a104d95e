#include "nn/models/bert.h"

namespace ingot {
namespace {

Network make_bert(const ModelInputs& in) {
  Functional net;
  const auto row = net(Input(in.input_shape));
  const std::vector<TextTap> texts = take_texts(net, in, row);
  if (texts.size() != 1)
    throw Error("bad_model_input", text("bert reads one text, not {}",
                                        "bert 只读一个文本, 而不是 {} 个", texts.size()))
        .fix(text("leave the other columns of text out", "请去掉其他文本列"));
  const auto mean =
      net(TokenPooling({.mode = "mean"}), {bert_body(net, in, texts[0]), texts[0].count});
  return answer_texts(net, in, {mean});
}

}  // namespace

ModelDef define_bert_model() {
  OptionDefs options = bert_options();
  options.push_back({"dropout", 0.3, "before the last layer"});
  return {
      .name = "bert",
      .doc =
          "A transformer encoder over the tokens of a text and the mean of what it finds; made to\n"
          "start from the weights of bert-mlm (--from).\n"
          "Source: Devlin et al. 2019, BERT, sec. 3; norm before the layers: Xiong et al. 2020.",
      .rows = ModelRows::tokens,
      .options = options,
      .make = make_bert,
      .training = [] { return text_training(0.0005, 0.05); },
  };
}

}  // namespace ingot
