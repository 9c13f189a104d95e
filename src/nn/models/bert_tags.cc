#include "nn/models/bert.h"
#include "nn/models/tags.h"

namespace ingot {
namespace {

Network make_bert_tags(const ModelInputs& in) {
  require_tokens(in);
  Functional net;
  const std::vector<TextTap> texts =
      take_texts(net, in, net(Input(in.input_shape, {.dtype = "i64"})));
  if (texts.size() != 1)
    throw Error("bad_model_input",
                text("bert-tags reads pieces of words, not {} signs of words",
                     "bert-tags 读取词的片段, 而不是词的 {} 个特征", texts.size()))
        .fix(text("--from a masked-language-model, or --set tokenizer=wordpiece",
                  "--from 掩码语言模型, 或 --set tokenizer=wordpiece"));
  return answer_tags(net, in, bert_body(net, in, texts[0]));
}

}  // namespace

ModelDef define_bert_tags_model() {
  OptionDefs options = bert_options();
  options.push_back({"dropout", 0.1, "before the last layer"});
  return {
      .name = "bert-tags",
      .doc =
          "A transformer encoder over the pieces of a sentence's words, the first of which tells\n"
          "the word's tag; made to start from the weights of bert-mlm (--from).\n"
          "Source: Devlin et al. 2019, BERT, sec. 5.3; norm before the layers: Xiong et al. 2020.",
      .rows = ModelRows::tags,
      .options = options,
      .make = make_bert_tags,
      .training = [] { return tag_training(0.0005, 0.05); },
  };
}

}  // namespace ingot
