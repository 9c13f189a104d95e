#include "nn/models/pictures.h"

namespace ingot {
namespace {

constexpr double kConvNextEpsilon = 1e-6;

// Channels are normalised, and mixed by dense layers, where they are the last axis.
Layer channels_last() { return Permute({2, 3, 1}); }
Layer channels_first() { return Permute({3, 1, 2}); }

Layer convnext_block(std::int64_t width, double drop_rate) {
  const Initializer kernel = TruncatedNormal({.deviation = 0.02});
  Layers branch{DepthwiseConv2D({7, 7}, {.padding = "same", .kernel_initializer = kernel}),
                channels_last(),
                LayerNorm({.epsilon = kConvNextEpsilon}),
                Dense(4 * width, {.activation = "gelu", .kernel_initializer = kernel}),
                Dense(width, {.kernel_initializer = kernel}),
                LayerScale(),
                channels_first()};
  if (drop_rate != 0) branch.push_back(StochasticDepth(drop_rate));
  return Residual(branch);
}

Layer patches(std::int64_t width, std::int64_t size) {
  return Conv2D(width, {size, size},
                {.strides = {size, size},
                 .padding = "same",
                 .kernel_initializer = TruncatedNormal({.deviation = 0.02})});
}

Network make_convnext(const ModelInputs& in) {
  require_pictures(in, 8);
  const Ints &blocks = in.options.integers("blocks"), &widths = in.options.integers("widths");
  in.options.require(!blocks.empty() && blocks.size() == widths.size(), "widths",
                     text("needs one number for each of the {} stages", "须为 {} 个阶段各给一个数",
                          blocks.size()));
  std::int64_t total = 0, done = 0;
  for (const std::int64_t count : blocks) total += count;
  const Layers norm{channels_last(), LayerNorm({.epsilon = kConvNextEpsilon}), channels_first()};
  Layers layers{Input(in.input_shape)};
  for (std::size_t stage = 0; stage < blocks.size(); ++stage) {
    if (stage == 0) {
      layers.push_back(patches(widths[0], read_stem(in) == Stem::small ? 2 : 4));
      append(layers, norm);
    } else {
      append(layers, norm);
      layers.push_back(patches(widths[stage], 2));
    }
    for (std::int64_t i = 0; i < blocks[stage]; ++i, ++done)
      layers.push_back(convnext_block(
          widths[stage], in.options.number("stochastic_depth") * static_cast<double>(done) /
                             static_cast<double>(std::max<std::int64_t>(1, total - 1))));
  }
  append(layers,
         {GlobalAveragePooling(), LayerNorm({.epsilon = kConvNextEpsilon}), output_layer(in)});
  return layers;
}

}  // namespace

ModelDef define_convnext_tiny_model() {
  return {
      .name = "convnext_tiny",
      .doc =
          "Blocks of a depthwise 7 x 7 convolution, layer norm and two dense layers with gelu\n"
          "between them, in four stages. The picture is cut into patches of 4 pixels; of 2 with\n"
          "the stem `small`.\n"
          "Source: Liu et al. 2022, A ConvNet for the 2020s, sec. 2 and table 9.",
      .options = {{"blocks", Ints{3, 3, 9, 3}, "of each stage"},
                  {"widths", Ints{96, 192, 384, 768}, "channels of each stage"},
                  stem_option(),
                  {"stochastic_depth", 0.1, "rate that grows up to this at the last block"}},
      .make = make_convnext,
      .training =
          [] {
            return TrainingDefaults{
                .optimizer = AdamW(
                    {.learning_rate = CosineDecay(0.001, {.warmup = 0.1}), .weight_decay = 0.05}),
                .epochs = 20,
                .batch = 32};
          },
  };
}

}  // namespace ingot
