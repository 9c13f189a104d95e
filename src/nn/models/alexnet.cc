#include "nn/models/pictures.h"

namespace ingot {
namespace {

Layer convolution(std::int64_t filters, std::int64_t size, std::int64_t stride) {
  return Conv2D(filters, {size, size},
                {.strides = {stride, stride},
                 .padding = "same",
                 .activation = "relu",
                 .kernel_initializer = "he_normal"});
}

Network make_alexnet(const ModelInputs& in) {
  require_pictures(in, 8);
  const bool small = read_stem(in) == Stem::small;
  const std::int64_t width = in.options.integer("width");
  const Layer pooling =
      MaxPooling2D({3, 3}, {.strides = {2, 2}, .padding = small ? "same" : "valid"});
  Layers layers{Input(in.input_shape)};
  layers.push_back(small ? convolution(width, 3, 1) : convolution(width, 11, 4));
  layers.push_back(pooling);
  layers.push_back(convolution(3 * width, small ? 3 : 5, 1));
  layers.push_back(pooling);
  layers.push_back(convolution(6 * width, 3, 1));
  layers.push_back(convolution(4 * width, 3, 1));
  layers.push_back(convolution(4 * width, 3, 1));
  layers.push_back(pooling);
  layers.push_back(Flatten());
  append(layers, hidden_layers(in, small ? 512 : 4096));
  layers.push_back(output_layer(in));
  return layers;
}

}  // namespace

ModelDef define_alexnet_model() {
  return {
      .name = "alexnet",
      .doc =
          "Five convolutions with relu, three of them followed by overlapping pooling, and two\n"
          "dense layers with dropout; one tower, without local response normalisation. The stem\n"
          "`small` begins with 3 x 3 convolutions instead of 11 x 11 with stride 4 and 5 x 5.\n"
          "Source: Krizhevsky 2014, One weird trick for parallelizing convolutional neural\n"
          "networks, sec. 5; Krizhevsky et al. 2012, ImageNet classification with deep "
          "convolutional\n"
          "neural networks.",
      .options = {{"width", 64, "filters of the first convolution"},
                  stem_option(),
                  {"units", 0, "of the dense layers; 0: 4096, or 512 with the stem small"},
                  {"dropout", 0.5, "after each dense layer"}},
      .make = make_alexnet,
      .training =
          [] {
            return TrainingDefaults{
                .optimizer = SGD({.learning_rate = CosineDecay(0.01), .momentum = 0.9}),
                .epochs = 15,
                .batch = 64};
          },
  };
}

}  // namespace ingot
