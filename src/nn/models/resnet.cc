#include "nn/models/pictures.h"

namespace ingot {
namespace {

struct ResNetForm {
  enum class Block : std::uint8_t { basic, bottleneck };
  Block block;
  std::array<int, 4> blocks;  ///< of each stage
};

Layers residual_branch(const ResNetForm& form, std::int64_t filters, std::int64_t stride) {
  if (form.block == ResNetForm::Block::basic)
    return {plain_convolution(filters, 3, stride), picture_norm(), Activation("relu"),
            plain_convolution(filters, 3, 1), picture_norm()};
  return {plain_convolution(filters, 1, 1),      picture_norm(), Activation("relu"),
          plain_convolution(filters, 3, stride), picture_norm(), Activation("relu"),
          plain_convolution(4 * filters, 1, 1),  picture_norm()};
}

Network make_resnet(const ModelInputs& in, const ResNetForm& form) {
  require_pictures(in, 8);
  const std::int64_t width = in.options.integer("width");
  Layers layers{Input(in.input_shape)};
  append(layers, convolution_stem(read_stem(in), width));
  std::int64_t channels = width;
  for (std::size_t stage = 0; stage < form.blocks.size(); ++stage)
    for (int block = 0; block < form.blocks[stage]; ++block) {
      const std::int64_t filters = width << stage, stride = stage > 0 && block == 0 ? 2 : 1,
                         out = form.block == ResNetForm::Block::basic ? filters : 4 * filters;
      Layers shortcut;
      if (stride != 1 || channels != out)
        shortcut = {plain_convolution(out, 1, stride), picture_norm()};
      layers.push_back(Residual(residual_branch(form, filters, stride),
                                {.shortcut = shortcut, .activation = "relu"}));
      channels = out;
    }
  append(layers, pooled_head(in, in.options.number("dropout")));
  return layers;
}

ModelDef resnet(const std::string& name, const std::string& blocks,
                Network (*make)(const ModelInputs&)) {
  return {
      .name = name,
      .doc =
          blocks +
          ", in four\n"
          "stages that halve the picture and double the channels. The stem `small` is one 3 x 3\n"
          "convolution; `imagenet` is 7 x 7 with stride 2, then pooling.\n"
          "Source: He et al. 2016, Deep residual learning for image recognition, table 1.",
      .options = {{"width", 64, "channels of the first stage"},
                  stem_option(),
                  {"dropout", 0.0, "before the last layer"}},
      .make = make,
      .training =
          [] {
            return TrainingDefaults{
                .optimizer = SGD({.learning_rate = CosineDecay(0.05), .momentum = 0.9}),
                .epochs = 10,
                .batch = 32};
          },
  };
}

constexpr auto kBasic = ResNetForm::Block::basic, kBottleneck = ResNetForm::Block::bottleneck;

}  // namespace

ModelDef define_resnet18_model() {
  return resnet("resnet18",
                "Eight residual blocks of two 3 x 3 convolutions with batch normalisation",
                [](const ModelInputs& in) {
                  return make_resnet(in, {kBasic, {2, 2, 2, 2}});
                });
}

ModelDef define_resnet34_model() {
  return resnet("resnet34",
                "Sixteen residual blocks of two 3 x 3 convolutions with batch normalisation",
                [](const ModelInputs& in) {
                  return make_resnet(in, {kBasic, {3, 4, 6, 3}});
                });
}

// The stride is that of the 3 x 3 convolution, as in Goyal et al. 2017, Accurate, large minibatch
// SGD, sec. 5.1.
ModelDef define_resnet50_model() {
  return resnet(
      "resnet50",
      "Sixteen residual blocks of convolutions of 1 x 1, 3 x 3 and 1 x 1 with batch normalisation",
      [](const ModelInputs& in) {
        return make_resnet(in, {kBottleneck, {3, 4, 6, 3}});
      });
}

}  // namespace ingot
