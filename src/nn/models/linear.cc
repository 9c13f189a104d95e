#include "nn/models/pictures.h"
#include "nn/models/tables.h"

namespace ingot {

ModelDef define_linear_model() {
  return {
      .name = "linear",
      .doc =
          "One dense layer: logistic regression for classes, with weight decay ridge regression\n"
          "for numbers.\n"
          "Source: Hastie, Tibshirani and Friedman 2009, secs. 3.4.1 and 4.4.",
      .rows = ModelRows::tables,
      .make = [](const ModelInputs& in) -> Network {
        if (!read_features(in).texts.empty())
          throw Error("bad_model_input",
                      text("linear takes numbers, not words", "linear 的输入须为数值, 而非词语"));
        Layers layers{Input(in.input_shape)};
        append(layers, table_output(in));
        return layers;
      },
      .training = [] { return table_training(0.01, 0.01); },
  };
}

}  // namespace ingot
