#include "nn/models/texts.h"

namespace ingot {

ModelDef define_fasttext_model() {
  return {
      .name = "fasttext",
      .doc =
          "The weighted mean of vectors of words and pairs of words, then one dense layer.\n"
          "Source: Joulin et al. 2017, Bag of tricks for efficient text classification, sec. 2.",
      .rows = ModelRows::bags,
      .options = {{"width", 64, "of a vector"}, {"dropout", 0.2, "before the dense layer"}},
      .make = [](const ModelInputs& in) -> Network {
        Functional net;
        const auto row = net(Input(in.input_shape));
        auto tap =
            sum_bags(net, in, row, read_count(in, "width"), RandomNormal({.deviation = 0.1}));
        if (const double dropout = in.options.number("dropout"); dropout != 0)
          tap = net(Dropout(dropout), tap);
        for (const Layer& layer : table_output(in)) tap = net(layer, tap);
        return net.network(tap);
      },
      .training = [] { return text_training(0.003, 0.01); },
  };
}

}  // namespace ingot
