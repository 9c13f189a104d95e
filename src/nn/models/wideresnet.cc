#include "nn/models/pictures.h"

namespace ingot {
namespace {

// Normalisation comes before each convolution; the branch and a projection share the first one.
void append_block(Layers& layers, std::int64_t channels, std::int64_t filters, std::int64_t stride,
                  double dropout) {
  const Layers first{picture_norm(), Activation("relu")};
  Layers branch{plain_convolution(filters, 3, stride), picture_norm(), Activation("relu")};
  if (dropout != 0) branch.push_back(Dropout(dropout));
  branch.push_back(plain_convolution(filters, 3, 1));
  if (channels == filters && stride == 1) {
    branch.insert(branch.begin(), first.begin(), first.end());
    layers.push_back(Residual(branch));
    return;
  }
  append(layers, first);
  layers.push_back(Residual(branch, {.shortcut = {plain_convolution(filters, 1, stride)}}));
}

Network make_wideresnet(const ModelInputs& in) {
  require_pictures(in, 8);
  const std::int64_t depth = in.options.integer("depth"), width = in.options.integer("width");
  in.options.require(depth >= 10 && (depth - 4) % 6 == 0, "depth",
                     text("must be 6 n + 4, for example 16, 28 or 40, not {}",
                          "须为 6 n + 4，例如 16、28 或 40，而不是 {}", depth));
  in.options.require(width >= 1, "width", text("must be at least 1", "须至少为 1"));
  Layers layers{Input(in.input_shape)};
  if (const Stem stem = read_stem(in); stem == Stem::small)
    layers.push_back(plain_convolution(16, 3, 1));
  else
    append(layers, convolution_stem(stem, 16));
  std::int64_t channels = 16;
  for (int group = 0; group < 3; ++group)
    for (std::int64_t block = 0; block < (depth - 4) / 6; ++block) {
      const std::int64_t filters = (16 * width) << group;
      append_block(layers, channels, filters, group > 0 && block == 0 ? 2 : 1,
                   in.options.number("dropout"));
      channels = filters;
    }
  append(layers, {picture_norm(), Activation("relu")});
  append(layers, pooled_head(in, 0));
  return layers;
}

}  // namespace

ModelDef define_wideresnet_model() {
  return {
      .name = "wideresnet",
      .doc =
          "Residual blocks that are wide instead of many: `depth` convolutions in three groups of\n"
          "16, 32 and 64 times `width` channels, with normalisation before each. 16-4 by default;\n"
          "28-10 is the best of the paper. The stem `imagenet` is 7 x 7 with stride 2, then\n"
          "pooling.\n"
          "Source: Zagoruyko and Komodakis 2016, Wide residual networks, table 1.",
      .options = {{"depth", 16, "convolutions, 6 n + 4"},
                  {"width", 4, "times the channels of a plain residual network"},
                  stem_option(),
                  {"dropout", 0.0, "between the two convolutions of a block"}},
      .make = make_wideresnet,
      .training =
          [] {
            return TrainingDefaults{
                .optimizer = SGD({.learning_rate = CosineDecay(0.05), .momentum = 0.9}),
                .epochs = 10,
                .batch = 64};
          },
  };
}

}  // namespace ingot
