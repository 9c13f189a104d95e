#include "nn/models/pictures.h"

namespace ingot {
namespace {

Network make(const ModelInputs& in) {
  require_pictures(in, 10);
  const std::string& initializer = in.options.string("initializer");
  Layers layers{Input(in.input_shape)};
  for (const std::int64_t filters : in.options.integers("filters")) {
    layers.push_back(Conv2D(filters, {3, 3},
                            {.padding = "valid",
                             .activation = "relu",
                             .kernel_initializer = initializer}));
    layers.push_back(MaxPooling2D({2, 2}));
  }
  layers.push_back(Flatten());
  layers.push_back(Dense(in.options.integer("units"),
                         {.activation = "relu", .kernel_initializer = initializer}));
  if (in.options.number("dropout") > 0) layers.push_back(Dropout(in.options.number("dropout")));
  layers.push_back(Dense(std::max<std::int64_t>(in.num_classes, 1),
                         {.activation = in.num_classes > 0 ? "softmax" : "linear"}));
  return layers;
}

}  // namespace

ModelDef define_keras_cnn_model() {
  return {
      .name = "keras-cnn",
      .doc = "Two 3 x 3 convolutions with pooling, then two dense layers: the listing that every Keras\n"
             "user knows.\n"
             "Source: Chollet 2021, Deep Learning with Python, 2nd ed., listing 8.1 (its idea).",
      .options = {{"filters", Ints{32, 64}, "of the convolutions"},
                  {"units", 128, "of the dense layer"},
                  {"dropout", 0.0, "before the last layer"},
                  {"initializer", "he_uniform", "of the hidden kernels"}},
      .make = make,
      .training =
          [] {
            return TrainingDefaults{
                .optimizer = Adam({.learning_rate = CosineDecay(0.0015)}), .epochs = 5, .batch = 64};
          },
  };
}

}  // namespace ingot
