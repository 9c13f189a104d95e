#include "nn/models/pictures.h"

namespace ingot {
namespace {

Network make_lenet5(const ModelInputs& in) {
  require_pictures(in, 12);
  const std::string& activation = in.options.string("activation");
  // The paper pads digits of 28 pixels to 32.
  const bool pads = std::min(in.input_shape[1], in.input_shape[2]) < 32;
  return {Input(in.input_shape),
          Conv2D(6, {5, 5}, {.padding = pads ? "same" : "valid", .activation = activation}),
          AveragePooling2D({2, 2}),
          Conv2D(16, {5, 5}, {.activation = activation}),
          AveragePooling2D({2, 2}),
          Flatten(),
          Dense(120, {.activation = activation}),
          Dense(84, {.activation = activation}),
          output_layer(in)};
}

}  // namespace

ModelDef define_lenet5_model() {
  return {
      .name = "lenet5",
      .doc =
          "Two 5 x 5 convolutions of 6 and 16 filters, each averaged by 2, then dense layers of\n"
          "120 and 84. The second convolution sees all filters of the first, and the output is\n"
          "dense, where the paper has a table of connections and radial functions. Pictures below\n"
          "32 pixels are padded by 2.\n"
          "Source: LeCun et al. 1998, Gradient-based learning applied to document recognition, "
          "fig. 2.",
      .options = {{"activation", "tanh", "of all layers but the last"}},
      .make = make_lenet5,
      .training = [] { return TrainingDefaults{.optimizer = "adam", .epochs = 10, .batch = 64}; },
  };
}

}  // namespace ingot
