#include "nn/models/pictures.h"

namespace ingot {
namespace {

// Convolutions of each stage.
using VggForm = std::array<int, 5>;

Network make_vgg(const ModelInputs& in, const VggForm& form) {
  require_pictures(in, 8);
  const bool normalises = in.options.flag("batch_norm");
  const std::int64_t width = in.options.integer("width");
  Layers layers{Input(in.input_shape)};
  for (std::size_t stage = 0; stage < form.size(); ++stage) {
    for (int i = 0; i < form[stage]; ++i) {
      layers.push_back(Conv2D(width << std::min<std::size_t>(stage, 3), {3, 3},
                              {.padding = "same", .kernel_initializer = "he_normal"}));
      if (normalises) layers.push_back(picture_norm());
      layers.push_back(Activation("relu"));
    }
    // Below 32 pixels the last window is not full.
    layers.push_back(MaxPooling2D({2, 2}, {.padding = "same"}));
  }
  layers.push_back(Flatten());
  append(layers, hidden_layers(in, read_stem(in) == Stem::small ? 512 : 4096));
  layers.push_back(output_layer(in));
  return layers;
}

ModelDef vgg(const std::string& name, const std::string& size,
             Network (*make)(const ModelInputs&)) {
  return {
      .name = name,
      .doc = size +
             " 3 x 3 convolutions with relu in five stages, each followed by pooling, and two\n"
             "dense layers with dropout. It has no early strides; the stem `small` only makes the\n"
             "dense layers narrower.\n"
             "Source: Simonyan and Zisserman 2015, Very deep convolutional networks, table 1.",
      .options = {{"batch_norm", false, "true: after each convolution (Ioffe and Szegedy 2015)"},
                  {"width", 64, "filters of the first stage"},
                  stem_option(),
                  {"units", 0, "of the dense layers; 0: 4096, or 512 with the stem small"},
                  {"dropout", 0.5, "after each dense layer"}},
      .make = make,
      .training =
          [] {
            return TrainingDefaults{
                .optimizer =
                    SGD({.learning_rate = CosineDecay(0.01, {.warmup = 0.05}), .momentum = 0.9}),
                .epochs = 15,
                .batch = 64};
          },
  };
}

}  // namespace

ModelDef define_vgg11_model() {
  return vgg("vgg11", "Eight", [](const ModelInputs& in) { return make_vgg(in, {1, 1, 2, 2, 2}); });
}

ModelDef define_vgg13_model() {
  return vgg("vgg13", "Ten", [](const ModelInputs& in) { return make_vgg(in, {2, 2, 2, 2, 2}); });
}

ModelDef define_vgg16_model() {
  return vgg("vgg16", "Thirteen", [](const ModelInputs& in) {
    return make_vgg(in, {2, 2, 3, 3, 3});
  });
}

ModelDef define_vgg19_model() {
  return vgg("vgg19", "Sixteen", [](const ModelInputs& in) {
    return make_vgg(in, {2, 2, 4, 4, 4});
  });
}

}  // namespace ingot
