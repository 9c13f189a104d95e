#include "nn/models/pictures.h"

namespace ingot {
namespace {

Functional::Tap chain(Functional& net, Functional::Tap tap, const Layers& layers) {
  for (const Layer& layer : layers) tap = net(layer, tap);
  return tap;
}

// Normalisation and relu come before each convolution.
Layers preactivated(const Layer& convolution) {
  return {picture_norm(), Activation("relu"), convolution};
}

Network make_densenet(const ModelInputs& in) {
  require_pictures(in, 8);
  const std::int64_t growth = in.options.integer("growth");
  const Ints& blocks = in.options.integers("blocks");
  in.options.require(growth >= 1, "growth", text("must be at least 1", "须至少为 1"));
  in.options.require(!blocks.empty(), "blocks", text("must name a block", "须至少有一个块"));
  std::int64_t channels = 2 * growth;
  Functional net;
  Functional::Tap tap = net(Input(in.input_shape));
  const Stem stem = read_stem(in);
  tap = chain(net, tap,
              stem == Stem::small ? Layers{plain_convolution(channels, 3, 1)}
                                  : convolution_stem(stem, channels));
  for (std::size_t block = 0; block < blocks.size(); ++block) {
    if (block > 0) {
      channels /= 2;
      tap = chain(net, tap, preactivated(plain_convolution(channels, 1, 1)));
      tap = net(AveragePooling2D({2, 2}, {.padding = "same"}), tap);
    }
    for (std::int64_t layer = 0; layer < blocks[block]; ++layer, channels += growth) {
      const Functional::Tap narrow =
          chain(net, tap, preactivated(plain_convolution(4 * growth, 1, 1)));
      const Functional::Tap grown =
          chain(net, narrow, preactivated(plain_convolution(growth, 3, 1)));
      tap = net(Concat(), {tap, grown});
    }
  }
  tap = chain(net, tap, {picture_norm(), Activation("relu")});
  return net.network(chain(net, tap, pooled_head(in, in.options.number("dropout"))));
}

}  // namespace

ModelDef define_densenet121_model() {
  return {
      .name = "densenet121",
      .doc =
          "Blocks in which each layer (1 x 1, then 3 x 3) sees all maps before it and adds\n"
          "`growth` of its own; between blocks a 1 x 1 convolution halves the channels and "
          "pooling\n"
          "the picture. With growth=12 and blocks=16,16,16 it is the DenseNet-BC of 100 layers "
          "for\n"
          "32 x 32. The stem `imagenet` is 7 x 7 with stride 2, then pooling.\n"
          "Source: Huang et al. 2017, Densely connected convolutional networks, table 1.",
      .options = {{"growth", 32, "maps that each layer adds"},
                  {"blocks", Ints{6, 12, 24, 16}, "layers of each block"},
                  stem_option(),
                  {"dropout", 0.0, "before the last layer"}},
      .make = make_densenet,
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
