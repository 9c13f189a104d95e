#include "nn/models/bert.h"

namespace ingot {
namespace {

Network make_bert_mlm(const ModelInputs& in) {
  if (in.input_shape.size() != 2 || in.num_classes < 2)
    throw Error("bad_model_input", text("bert-mlm takes tokens and the places of hidden ones",
                                        "bert-mlm 的输入须为词元与被遮盖词元的位置"))
        .expected(text("texts", "文本"));
  Functional net;
  const auto tokens = net(Input({in.input_shape[0]}, {.dtype = "i64", .name = "text"})),
             hidden = net(Input({in.input_shape[1]}, {.dtype = "i64", .name = "hidden"}));
  const auto found = bert_body(net, in, {tokens, net(TokenCount(), tokens), in.num_classes});
  const Initializer small = TruncatedNormal({.deviation = 0.02});
  const auto told =
      net(LayerNorm({.name = "told_norm"}),
          net(Dense(read_count(in, "width"),
                    {.activation = "gelu", .kernel_initializer = small, .name = "told_inner"}),
              net(TakeTokens(), {found, hidden})));
  return net.network(net(TokenScores(in.num_classes, {.shared = "tokens",
                                                      .activation = "softmax",
                                                      .use_bias = true,
                                                      .table_initializer = small,
                                                      .name = "told"}),
                         told));
}

}  // namespace

ModelDef define_bert_mlm_model() {
  return {
      .name = "bert-mlm",
      .doc =
          "A transformer encoder that tells hidden tokens from those around them, by the table "
          "that\n"
          "it reads tokens with.\n"
          "Source: Devlin et al. 2019, BERT, sec. 3.1; norm before the layers: Xiong et al. 2020;\n"
          "one table: Press and Wolf 2017.",
      .rows = ModelRows::masked,
      .options = bert_options(),
      .make = make_bert_mlm,
      .training =
          [] {
            return TrainingDefaults{
                .optimizer = AdamW(
                    {.learning_rate = CosineDecay(0.001, {.warmup = 0.05}), .weight_decay = 0.01}),
                .epochs = 1,
                .batch = 32};
          },
  };
}

}  // namespace ingot
