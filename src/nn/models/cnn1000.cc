#include "nn/models/pictures.h"

namespace ingot {

ModelDef define_cnn1000_model() {
  return {
      .name = "cnn1000",
      .doc =
          "Two padded 3 x 3 convolutions with pooling, then two dense layers, for many classes.\n"
          "Source: LeCun et al. 1998, Gradient-based learning applied to document recognition.",
      .options = picture_options(),
      .make = [](const ModelInputs& in) { return picture_network(in, "same"); },
      .training =
          [] {
            return TrainingDefaults{
                .optimizer = SGD({.learning_rate = CosineDecay(0.05), .momentum = 0.9}),
                .epochs = 5,
                .batch = 64};
          },
  };
}

}  // namespace ingot
