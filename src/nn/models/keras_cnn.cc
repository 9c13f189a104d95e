#include "nn/models/pictures.h"

namespace ingot {

ModelDef define_keras_cnn_model() {
  return {
      .name = "keras-cnn",
      .doc =
          "Two 3 x 3 convolutions with pooling, then two dense layers: the listing that every\n"
          "Keras user knows.\n"
          "Source: Chollet 2021, Deep Learning with Python, 2nd ed., listing 8.1 (its idea).",
      .options = picture_options(),
      .make = [](const ModelInputs& in) { return picture_network(in, "valid"); },
      .training =
          [] {
            return TrainingDefaults{.optimizer = Adam({.learning_rate = CosineDecay(0.0015)}),
                                    .epochs = 5,
                                    .batch = 64};
          },
  };
}

}  // namespace ingot
