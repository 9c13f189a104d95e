#include "nn/models/bert.h"

namespace ingot {
namespace {

Network make_bert(const ModelInputs& in) {
  Functional net;
  const auto row = net(Input(in.input_shape));
  const std::vector<TextTap> texts = take_texts(net, in, row);
  if (texts.size() > 2)
    throw Error("bad_model_input", text("bert reads a text or two, not {}",
                                        "bert 读一个或两个文本, 而不是 {} 个", texts.size()))
        .fix(text("leave the other columns of text out", "请去掉其他文本列"));
  const auto tell = [&](const Functional::Tap& found, const TextTap& text) {
    return answer_texts(net, in, {net(TokenPooling({.mode = "mean"}), {found, text.count})});
  };
  if (texts.size() == 1) return tell(bert_body(net, in, texts[0]), texts[0]);
  // Tokens of two vocabularies are told apart.
  const TextTap &a = texts[0], &b = texts[1];
  const bool share = a.vocabulary != 0 && a.vocabulary == b.vocabulary;
  const std::int64_t shift = share ? 0 : a.num_ids, asked = in.options.integer("joined"),
                     length = asked > 0 ? asked : in.feature_widths[0] + in.feature_widths[1];
  const auto joined = net(JoinTokens(length, {.shift = shift}), {a.words, b.words});
  const TextTap both{joined, net(TokenCount(), joined), shift + b.num_ids};
  return tell(
      bert_body(net, in, both, net(JoinTokens(length, {.segments = true}), {a.words, b.words})),
      both);
}

}  // namespace

ModelDef define_bert_model() {
  OptionDefs options = bert_options();
  options.push_back({"dropout", 0.3, "before the last layer"});
  options.push_back({"joined", 0, "tokens that are read of two texts together; 0: all"});
  return {
      .name = "bert",
      .doc =
          "A transformer encoder over the tokens of a text, or of two one behind the other, and "
          "the\n"
          "mean of what it finds; made to start from the weights of bert-mlm (--from).\n"
          "Source: Devlin et al. 2019, BERT, sec. 3; norm before the layers: Xiong et al. 2020.",
      .rows = ModelRows::tokens,
      .options = options,
      .make = make_bert,
      .training = [] { return text_training(0.0005, 0.05); },
  };
}

}  // namespace ingot
