#include "nn/models/pictures.h"

namespace ingot {
namespace {

constexpr double kTransformerEpsilon = 1e-6;

// At least 7 patches along the shorter side of a picture from 28 pixels on.
std::int64_t patch_size(const ModelInputs& in) {
  if (const std::int64_t given = in.options.integer("patch"); given != 0) return given;
  const std::int64_t side = std::min(in.input_shape[1], in.input_shape[2]);
  return side < 64 ? 4 : side < 128 ? 8 : 16;
}

// Normalisation, then the layers, then what may leave them out.
Layer transformer_block(Layers layers, double drop_rate) {
  layers.insert(layers.begin(), LayerNorm({.epsilon = kTransformerEpsilon}));
  if (drop_rate != 0) layers.push_back(StochasticDepth(drop_rate));
  return Residual(layers);
}

Network make_vit(const ModelInputs& in) {
  require_pictures(in, 8);
  const std::int64_t width = in.options.integer("width"), depth = in.options.integer("depth"),
                     patch = patch_size(in);
  in.options.require(depth >= 1, "depth", text("must be at least 1", "须至少为 1"));
  in.options.require(patch >= 1, "patch", text("must not be negative", "不能为负"));
  const Initializer small = TruncatedNormal({.deviation = 0.02});
  Layers layers{
      Input(in.input_shape),
      // Patches at the edge are filled up with zeros.
      Conv2D(width, {patch, patch},
             {.strides = {patch, patch}, .padding = "same", .kernel_initializer = "lecun_normal"}),
      Reshape({width, -1}), Permute({2, 1}), ClassToken({.initializer = small}),
      PositionEmbedding({.initializer = small})};
  for (std::int64_t i = 0; i < depth; ++i) {
    const double drop_rate = in.options.number("stochastic_depth") * static_cast<double>(i) /
                             static_cast<double>(std::max<std::int64_t>(1, depth - 1));
    layers.push_back(
        transformer_block({MultiHeadAttention(in.options.integer("heads"))}, drop_rate));
    layers.push_back(
        transformer_block({Dense(4 * width, {.activation = "gelu"}), Dense(width)}, drop_rate));
  }
  append(layers, {LayerNorm({.epsilon = kTransformerEpsilon}), Take(0)});
  if (const double dropout = in.options.number("dropout"); dropout != 0)
    layers.push_back(Dropout(dropout));
  layers.push_back(output_layer(in));
  return layers;
}

}  // namespace

ModelDef define_vit_small_model() {
  return {
      .name = "vit_small",
      .doc =
          "A transformer over patches of the picture: a class token and learned positions, then\n"
          "blocks of self-attention and of two dense layers, each after layer norm.\n"
          "Source: Dosovitskiy et al. 2021, An image is worth 16x16 words, eq. 1 to 4; the size "
          "is\n"
          "DeiT-S of Touvron et al. 2021, Training data-efficient image transformers, table 1.",
      .options = {{"patch", 0,
                   "pixels of a patch each way; 0: 4 below 64 pixels, 8 below 128, "
                   "else 16"},
                  {"width", 384, "of a token"},
                  {"depth", 12, "blocks"},
                  {"heads", 6, "of each attention"},
                  {"stochastic_depth", 0.1, "rate that grows up to this at the last block"},
                  {"dropout", 0.0, "before the last layer"}},
      .make = make_vit,
      .training =
          [] {
            return TrainingDefaults{
                .optimizer = AdamW(
                    {.learning_rate = CosineDecay(0.0005, {.warmup = 0.1}), .weight_decay = 0.05}),
                .epochs = 20,
                .batch = 32};
          },
  };
}

}  // namespace ingot
