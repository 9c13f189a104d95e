#include "nn/models/pictures.h"
#include "nn/models/tables.h"

namespace ingot {
namespace {

Network make_table_mlp(const ModelInputs& in) {
  Layers layers =
      relu_layers(read_count(in, "blocks"), read_count(in, "width"), in.options.number("dropout"));
  append(layers, table_output(in));
  return table_network(in, layers);
}

}  // namespace

ModelDef define_table_mlp_model() {
  return {
      .name = "table-mlp",
      .doc =
          "Dense layers with relu and dropout.\n"
          "Source: Gorishniy et al. 2021, Revisiting deep learning models for tabular data, sec. "
          "3.1.",
      .rows = ModelRows::tables,
      .options = with_embedding_options({{"blocks", 2, "hidden layers"},
                                         {"width", 384, "units of each"},
                                         {"dropout", 0.1, "after each hidden layer"}}),
      .make = make_table_mlp,
      .training = [] { return table_training(0.001, 0.0003); },
      .reads_texts = true,
  };
}

}  // namespace ingot
