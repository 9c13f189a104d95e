#include "nn/models/pictures.h"

namespace ingot {
namespace {

Network make_dbn(const ModelInputs& in) {
  Layers layers{Input(in.input_shape), Flatten()};
  for (const std::int64_t units : in.options.integers("units"))
    layers.push_back(Dense(units, {.activation = "sigmoid"}));
  layers.push_back(output_layer(in));
  return layers;
}

Visible visible_units(const SpecView& o) {
  const std::string& name = o.string("visible");
  o.require(name == "bernoulli" || name == "gaussian", "visible",
            text("must be bernoulli or gaussian", "须为 bernoulli 或 gaussian"));
  return name == "gaussian" ? Visible::gaussian : Visible::bernoulli;
}

std::optional<Pretraining> pretraining(const SpecView& o) {
  if (!o.flag("pretrain") || o.integers("units").empty()) return std::nullopt;
  const Text positive = text("must be more than 0", "须大于 0");
  for (const char* name : {"pretrain_epochs", "pretrain_batch", "cd_steps"})
    o.require(o.integer(name) >= 1, name, text("must be at least 1", "须至少为 1"));
  for (const char* name : {"pretrain_rate", "visible_deviation"})
    o.require(o.number(name) > 0, name, positive);
  const double momentum = o.number("pretrain_momentum");
  o.require(momentum >= 0 && momentum < 1, "pretrain_momentum",
            text("must be in [0, 1)", "须在 [0, 1) 内"));
  o.require(o.number("pretrain_decay") >= 0, "pretrain_decay",
            text("must not be negative", "不能为负"));
  const bool samples = o.flag("sample_visible");
  return Pretraining{.epochs = o.integer("pretrain_epochs"),
                     .learning_rate = o.number("pretrain_rate"),
                     .momentum = momentum,
                     .step = {.batch = o.integer("pretrain_batch"),
                              .cd_steps = o.integer("cd_steps"),
                              .chains = o.flag("persistent") ? Chains::persistent : Chains::data,
                              .values = samples ? VisibleValues::samples : VisibleValues::means,
                              .weight_decay = o.number("pretrain_decay")},
                     .visible = visible_units(o),
                     .deviation = o.number("visible_deviation")};
}

}  // namespace

ModelDef define_dbn_model() {
  const Pretraining usual;
  return {
      .name = "dbn",
      .doc =
          "Deep belief network: sigmoid layers that start as restricted Boltzmann machines, "
          "trained\n"
          "one after another without labels, then fine-tuned as a whole.\n"
          "Source: Hinton, Osindero and Teh 2006; Hinton and Salakhutdinov 2006, Reducing the\n"
          "dimensionality of data with neural networks.",
      .rows = ModelRows::any,
      .options = {{"units", Ints{500, 500, 2000}, "of the hidden layers"},
                  {"pretrain", true, "start from RBMs; false: at random"},
                  {"pretrain_epochs", usual.epochs, "of each layer"},
                  {"pretrain_batch", usual.step.batch, "rows per update, and chains"},
                  {"pretrain_rate", usual.learning_rate, "about 0.01 with gaussian units"},
                  {"pretrain_momentum", usual.momentum, "at most 0.5 in the first epochs"},
                  {"pretrain_decay", usual.step.weight_decay, "of the kernels"},
                  {"cd_steps", usual.step.cd_steps, "of Gibbs sampling in one update"},
                  {"persistent", false, "chains go on from update to update"},
                  {"sample_visible", false,
                   "chains go on from samples, not means, of the visible units"},
                  {"visible", "bernoulli", "pixels as probabilities, or gaussian"},
                  {"visible_deviation", 0.3, "of gaussian pixels, which lie in 0 .. 1"}},
      .make = make_dbn,
      .training =
          [] {
            return TrainingDefaults{.optimizer = Adam({.learning_rate = CosineDecay(0.001)}),
                                    .epochs = 20,
                                    .batch = 128};
          },
      .pretraining = pretraining,
  };
}

}  // namespace ingot
