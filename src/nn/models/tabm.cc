#include "nn/models/pictures.h"
#include "nn/models/tables.h"

namespace ingot {
namespace {

OptionDefs ensemble_options() {
  return with_embedding_options({{"members", 32, "of the ensemble"},
                                 {"blocks", 3, "hidden layers"},
                                 {"width", 512, "units of each"},
                                 {"dropout", 0.1, "after each hidden layer"}});
}

// What makes the members differ from the start: signs for single numbers, normal factors for
// embeddings, whose elements have no meaning one by one.
Initializer first_scales(const ModelInputs& in) {
  return embeds_numbers(in) ? RandomNormal({.deviation = 1}) : RandomSigns();
}

Network make_tabm(const ModelInputs& in) {
  const std::int64_t members = read_count(in, "members"), blocks = read_count(in, "blocks"),
                     width = read_count(in, "width");
  Layers layers;
  for (std::int64_t i = 0; i < blocks; ++i) {
    layers.push_back(
        BatchEnsemble(width, members,
                      {.activation = "relu",
                       .kernel_initializer = "fan_in_uniform",
                       .scale_in_initializer = i == 0 ? first_scales(in) : Initializer("ones")}));
    if (const double dropout = in.options.number("dropout"); dropout != 0)
      layers.push_back(Dropout(dropout));
  }
  append(layers, ensemble_output(in));
  return table_network(in, layers);
}

Network make_tabm_mini(const ModelInputs& in) {
  Layers layers{MemberScale(read_count(in, "members"), {.initializer = first_scales(in)})};
  append(layers, relu_layers(read_count(in, "blocks"), read_count(in, "width"),
                             in.options.number("dropout")));
  append(layers, ensemble_output(in));
  return table_network(in, layers);
}

}  // namespace

ModelDef define_tabm_model() {
  return {
      .name = "tabm",
      .doc =
          "An ensemble of dense networks that share their kernels: before and after each product\n"
          "a member has scales of its own. Its answer is the mean of the members'.\n"
          "Source: Gorishniy et al. 2024, TabM: advancing tabular deep learning with\n"
          "parameter-efficient ensembling, sec. 3.",
      .rows = ModelRows::tables,
      .options = ensemble_options(),
      .make = make_tabm,
      .training = [] { return table_training(0.002, 0.0003); },
      .reads_texts = true,
  };
}

ModelDef define_tabm_mini_model() {
  return {
      .name = "tabm-mini",
      .doc =
          "The ensemble `tabm` with only the first scales of each member, and their outputs.\n"
          "Source: Gorishniy et al. 2024, TabM: advancing tabular deep learning with\n"
          "parameter-efficient ensembling, sec. 3.3.",
      .rows = ModelRows::tables,
      .options = ensemble_options(),
      .make = make_tabm_mini,
      .training = [] { return table_training(0.002, 0.0003); },
      .reads_texts = true,
  };
}

}  // namespace ingot
