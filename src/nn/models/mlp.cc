#include "nn/models/pictures.h"

namespace ingot {
namespace {

Network make(const ModelInputs& in) {
  Layers layers{Input(in.input_shape), Flatten()};
  for (const std::int64_t units : in.options.integers("hidden")) {
    layers.push_back(Dense(units, {.activation = in.options.string("activation"),
                                   .kernel_initializer = in.options.string("initializer")}));
    if (const double dropout = in.options.number("dropout"); dropout != 0)
      layers.push_back(Dropout(dropout));
  }
  layers.push_back(output_layer(in));
  return layers;
}

}  // namespace

ModelDef define_mlp_model() {
  return {
      .name = "mlp",
      .doc =
          "Dense layers, one after another.\n"
          "Source: Rumelhart et al. 1986, Learning representations by back-propagating errors.",
      .rows = ModelRows::any,
      .options = {{"hidden", Ints{512, 256}, "units of the hidden layers"},
                  {"activation", "relu", "of the hidden layers"},
                  {"dropout", 0.0, "after each hidden layer"},
                  {"initializer", "he_normal", "of the hidden kernels"}},
      .make = make,
      .training =
          [] {
            return TrainingDefaults{.optimizer = Adam({.learning_rate = CosineDecay(0.001)}),
                                    .epochs = 10,
                                    .batch = 128};
          },
  };
}

}  // namespace ingot
