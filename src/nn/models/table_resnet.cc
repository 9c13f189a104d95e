#include <cmath>

#include "nn/models/pictures.h"
#include "nn/models/tables.h"

namespace ingot {
namespace {

Layer table_norm() { return BatchNorm({.momentum = 0.9, .epsilon = 1e-5}); }

Network make_table_resnet(const ModelInputs& in) {
  const std::int64_t blocks = read_count(in, "blocks"), width = read_count(in, "width");
  const double factor = in.options.number("hidden_factor"), dropout = in.options.number("dropout"),
               residual_dropout = in.options.number("residual_dropout");
  const std::int64_t hidden = std::llround(factor * static_cast<double>(width));
  in.options.require(hidden >= 1, "hidden_factor", text("must leave a unit", "须至少留下一个单元"));
  const auto dense = [](std::int64_t units, const std::string& activation) {
    return Dense(units, {.activation = activation, .kernel_initializer = "fan_in_uniform"});
  };
  Layers layers{dense(width, "linear")};
  for (std::int64_t i = 0; i < blocks; ++i) {
    Layers branch{table_norm(), dense(hidden, "relu")};
    if (dropout != 0) branch.push_back(Dropout(dropout));
    branch.push_back(dense(width, "linear"));
    if (residual_dropout != 0) branch.push_back(Dropout(residual_dropout));
    layers.push_back(Residual(branch));
  }
  layers.push_back(table_norm());
  layers.push_back(Activation("relu"));
  append(layers, table_output(in));
  return table_network(in, layers);
}

}  // namespace

ModelDef define_table_resnet_model() {
  return {
      .name = "table-resnet",
      .doc =
          "A dense layer, then residual blocks of batch norm and two dense layers, then batch "
          "norm\n"
          "and relu before the output.\n"
          "Source: Gorishniy et al. 2021, Revisiting deep learning models for tabular data, sec. "
          "3.2.",
      .rows = ModelRows::tables,
      .options =
          with_embedding_options({{"blocks", 2, "residual blocks"},
                                  {"width", 192, "of what the blocks add to"},
                                  {"hidden_factor", 2.0, "units inside of a block, by the width"},
                                  {"dropout", 0.3, "inside of a block"},
                                  {"residual_dropout", 0.0, "of what a block adds"}}),
      .make = make_table_resnet,
      .training = [] { return table_training(0.001, 0.0003); },
      .reads_texts = true,
  };
}

}  // namespace ingot
