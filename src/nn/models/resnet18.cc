#include "nn/models/pictures.h"

namespace ingot {
namespace {

Layer convolution(std::int64_t filters, std::int64_t size, std::int64_t stride) {
  return Conv2D(filters, {size, size},
                {.strides = {stride, stride},
                 .padding = "same",
                 .use_bias = false,
                 .kernel_initializer = "he_normal"});
}

Layer normalization() { return BatchNorm({.momentum = 0.9, .epsilon = 1e-5}); }

Layer basic_block(std::int64_t in, std::int64_t filters, std::int64_t stride) {
  Layers shortcut;
  if (stride != 1 || in != filters) shortcut = {convolution(filters, 1, stride), normalization()};
  return Residual({convolution(filters, 3, stride), normalization(), Activation("relu"),
                   convolution(filters, 3, 1), normalization()},
                  {.shortcut = shortcut, .activation = "relu"});
}

Network make_resnet18(const ModelInputs& in) {
  require_pictures(in, 8);
  const std::string& stem = in.options.string("stem");
  in.options.require(stem == "auto" || stem == "small" || stem == "imagenet", "stem",
                     text("must be auto, small or imagenet, not {}",
                          "须为 auto、small 或 imagenet，而不是 {}", stem));
  const bool small =
      stem == "small" || (stem == "auto" && std::min(in.input_shape[1], in.input_shape[2]) < 96);
  const std::int64_t width = in.options.integer("width");
  Layers layers{Input(in.input_shape)};
  layers.push_back(small ? convolution(width, 3, 1) : convolution(width, 7, 2));
  layers.push_back(normalization());
  layers.push_back(Activation("relu"));
  if (!small) layers.push_back(MaxPooling2D({3, 3}, {.strides = {2, 2}, .padding = "same"}));
  std::int64_t channels = width;
  for (std::int64_t stage = 0; stage < 4; ++stage)
    for (std::int64_t block = 0; block < 2; ++block) {
      const std::int64_t filters = width << stage;
      layers.push_back(basic_block(channels, filters, stage > 0 && block == 0 ? 2 : 1));
      channels = filters;
    }
  layers.push_back(GlobalAveragePooling());
  if (const double dropout = in.options.number("dropout"); dropout != 0)
    layers.push_back(Dropout(dropout));
  layers.push_back(output_layer(in.num_classes));
  return layers;
}

}  // namespace

ModelDef define_resnet18_model() {
  return {
      .name = "resnet18",
      .doc =
          "Eight residual blocks of two 3 x 3 convolutions with batch normalisation, in four\n"
          "stages that halve the picture and double the channels. The stem `small` is one 3 x 3\n"
          "convolution; `imagenet` is 7 x 7 with stride 2, then pooling.\n"
          "Source: He et al. 2016, Deep residual learning for image recognition, table 1.",
      .options = {{"width", 64, "channels of the first stage"},
                  {"stem", "auto", "small, imagenet, or auto: small below 96 pixels"},
                  {"dropout", 0.0, "before the last layer"}},
      .make = make_resnet18,
      .training =
          [] {
            return TrainingDefaults{
                .optimizer = SGD({.learning_rate = CosineDecay(0.05), .momentum = 0.9}),
                .epochs = 10,
                .batch = 32};
          },
  };
}

}  // namespace ingot
