#include <cmath>

#include "nn/models/pictures.h"
#include "nn/models/tables.h"

namespace ingot {
namespace {

Layer token_norm() { return LayerNorm({.epsilon = 1e-5}); }

// Attention without its norm in the first block. In the last one only the class token asks, since
// nothing else is read after it.
Layer attention_block(const ModelInputs& in, bool first, bool last) {
  Layers layers;
  if (!first) layers.push_back(token_norm());
  layers.push_back(MultiHeadAttention(in.options.integer("heads"),
                                      {.dropout = in.options.number("attention_dropout"),
                                       .queries = last ? 1 : 0,
                                       .kernel_initializer = "fan_in_uniform"}));
  if (last) layers.push_back(Take(0));
  if (const double dropout = in.options.number("residual_dropout"); dropout != 0)
    layers.push_back(Dropout(dropout));
  return Residual(layers, {.shortcut = last ? Layers{Take(0)} : Layers{}});
}

Layer gated_block(const ModelInputs& in, std::int64_t width, std::int64_t hidden) {
  Layers layers{token_norm(),
                GatedDense(hidden, {.activation = "relu", .kernel_initializer = "fan_in_uniform"})};
  if (const double dropout = in.options.number("hidden_dropout"); dropout != 0)
    layers.push_back(Dropout(dropout));
  layers.push_back(Dense(width, {.kernel_initializer = "fan_in_uniform"}));
  if (const double dropout = in.options.number("residual_dropout"); dropout != 0)
    layers.push_back(Dropout(dropout));
  return Residual(layers);
}

Network make_ft_transformer(const ModelInputs& in) {
  const std::int64_t width = read_count(in, "width"), blocks = read_count(in, "blocks"),
                     hidden = std::llround(in.options.number("hidden_factor") *
                                           static_cast<double>(width));
  in.options.require(hidden >= 1, "hidden_factor", text("must leave a unit", "须至少留下一个单元"));
  const Initializer start = FanInUniform();
  const TableFeatures features = read_features(in);
  Functional net;
  const auto row = net(Input(in.input_shape));
  std::vector<Functional::Tap> tokens;
  if (!features.amounts.empty())
    tokens.push_back(net(FeatureTokens(width, features.amount_widths,
                                       {.kernel_initializer = start, .bias_initializer = start}),
                         columns_of(net, in, row, features.amounts)));
  for (const TextFeature& text : features.texts)
    tokens.push_back(net(Reshape({1, width}), read_bag(net, in, row, text, width, start)));
  auto tap = tokens.size() == 1 ? tokens[0] : net(Concat({.axis = 1}), tokens);
  Layers layers{ClassToken({.initializer = start})};
  for (std::int64_t i = 0; i < blocks; ++i) {
    layers.push_back(attention_block(in, i == 0, i + 1 == blocks));
    layers.push_back(gated_block(in, width, hidden));
  }
  append(layers, {token_norm(), Activation("relu")});
  append(layers, table_output(in));
  for (const Layer& layer : layers) tap = net(layer, tap);
  return net.network(tap);
}

}  // namespace

ModelDef define_ft_transformer_model() {
  return {
      .name = "ft-transformer",
      .doc =
          "A transformer over the features of a row: a token for each, a class token, then blocks\n"
          "of self-attention and of a gated dense layer (ReGLU), each after layer norm but the\n"
          "first.\n"
          "Source: Gorishniy et al. 2021, Revisiting deep learning models for tabular data, sec. "
          "3.3;\n"
          "sizes: the defaults of the authors' package rtdl_revisiting_models.",
      .rows = ModelRows::tables,
      .options = {{"blocks", 3, "of attention and a gated layer"},
                  {"width", 192, "of a token"},
                  {"heads", 8, "of each attention"},
                  {"hidden_factor", 4.0 / 3, "units of a gated layer, by the width"},
                  {"attention_dropout", 0.2, "of the attention's weights"},
                  {"hidden_dropout", 0.1, "after a gated layer"},
                  {"residual_dropout", 0.0, "of what a block adds"}},
      .make = make_ft_transformer,
      .training = [] { return table_training(0.0001, 0.00001); },
      .reads_texts = true,
  };
}

}  // namespace ingot
