#include "nn/models/bert.h"

namespace ingot {
namespace {

Network make_bert_mlm(const ModelInputs& in) {
  require_tokens(in);
  Functional net;
  const auto tokens = net(Input(in.input_shape, {.dtype = "i64"}));
  const auto found = bert_body(net, in, {tokens, net(TokenCount(), tokens), in.num_classes});
  const Initializer small = TruncatedNormal({.deviation = 0.02});
  const auto hidden =
      net(LayerNorm({.name = "told_norm"}),
          net(Dense(read_count(in, "width"),
                    {.activation = "gelu", .kernel_initializer = small, .name = "told_inner"}),
              found));
  return net.network(net(
      Dense(in.num_classes, {.activation = "softmax", .kernel_initializer = small, .name = "told"}),
      hidden));
}

}  // namespace

ModelDef define_bert_mlm_model() {
  return {
      .name = "bert-mlm",
      .doc =
          "A transformer encoder that tells hidden tokens from those around them.\n"
          "Source: Devlin et al. 2019, BERT, sec. 3.1; norm before the layers: Xiong et al. 2020.",
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
