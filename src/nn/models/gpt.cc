#include "nn/model_def.h"
#include "nn/models/pictures.h"
#include "nn/models/tables.h"

namespace ingot {
namespace {

Network make_gpt(const ModelInputs& in) {
  require_tokens(in);
  const std::int64_t width = read_count(in, "width"), blocks = read_count(in, "blocks");
  const Initializer start = RandomNormal({.deviation = 0.02});
  const double dropout = in.options.number("dropout");
  const auto dropped = [&](Layers layers) {
    if (dropout != 0) layers.push_back(Dropout(dropout));
    return layers;
  };
  Layers layers{Input(in.input_shape, {.dtype = "i64"}),
                Embedding(in.num_classes, width, {.table_initializer = start}),
                PositionEmbedding({.initializer = start})};
  if (dropout != 0) layers.push_back(Dropout(dropout));
  for (std::int64_t i = 0; i < blocks; ++i) {
    layers.push_back(Residual(dropped(
        {LayerNorm({.epsilon = 1e-5}),
         MultiHeadAttention(read_count(in, "heads"),
                            {.causal = true, .dropout = dropout, .kernel_initializer = start})})));
    layers.push_back(
        Residual(dropped({LayerNorm({.epsilon = 1e-5}),
                          Dense(4 * width, {.activation = "gelu", .kernel_initializer = start}),
                          Dense(width, {.kernel_initializer = start})})));
  }
  append(layers, {LayerNorm({.epsilon = 1e-5}),
                  Dense(in.num_classes, {.activation = "softmax", .kernel_initializer = start})});
  return layers;
}

}  // namespace

ModelDef define_gpt_model() {
  return {
      .name = "gpt",
      .doc =
          "A transformer that tells the next token: learned positions, blocks of causal attention\n"
          "and of a dense layer with gelu, each after layer norm.\n"
          "Source: Radford et al. 2019, Language models are unsupervised multitask learners, sec. "
          "2.3.",
      .rows = ModelRows::language,
      .options = {{"blocks", 4, "of attention and a dense layer"},
                  {"width", 128, "of a token's vector"},
                  {"heads", 4, "of each attention"},
                  {"dropout", 0.0, "after embeddings, attention and dense layers"}},
      .make = make_gpt,
      .training =
          [] {
            return TrainingDefaults{
                .optimizer = AdamW({.learning_rate = CosineDecay(0.001, {.warmup = 0.03}),
                                    .beta2 = 0.99,
                                    .weight_decay = 0.1}),
                .epochs = 1,
                .batch = 12};
          },
  };
}

}  // namespace ingot
