#include "nn/models/texts.h"

namespace ingot {

ModelDef define_text_linear_model() {
  return {
      .name = "text-linear",
      .doc =
          "Logistic (or ridge) regression on weighted counts of words and pairs of words.\n"
          "Source: Hastie, Tibshirani and Friedman 2009, sec. 4.4; the weights: Salton and "
          "Buckley\n"
          "1988.",
      .rows = ModelRows::bags,
      .make = [](const ModelInputs& in) -> Network {
        Functional net;
        const auto row = net(Input(in.input_shape));
        const bool classes = in.num_classes > 0;
        auto sum = sum_bags(net, in, row, classes ? in.num_classes : 1, Zeros());
        return net.network(
            net(Activation(classes ? in.class_activation : in.number_activation), sum));
      },
      .training = [] { return text_training(0.02, 0.0); },
  };
}

}  // namespace ingot
