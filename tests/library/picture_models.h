// The models of pictures, and a form of each that runs within seconds.
#pragma once

#include "nn/model_def.h"

namespace ingot::testing {

/// By model: a picture that suits it, and options that make it small.
struct SmallModel {
  Ints picture;
  std::map<std::string, SpecValue, std::less<>> options = {};
  std::int64_t epochs = 15;  ///< until it knows 64 pictures by heart
};

inline const std::map<std::string, SmallModel>& small_picture_models() {
  const Ints gray{1, 28, 28}, colour{3, 16, 16}, tiny{3, 12, 12};
  const decltype(SmallModel::options) plain{{"width", 8}, {"units", 32}, {"dropout", 0.0}},
      normalised{{"width", 8}, {"units", 32}, {"dropout", 0.0}, {"batch_norm", true}};
  static const std::map<std::string, SmallModel> models{
      {"lenet5", {gray}},
      {"alexnet", {colour, plain, 40}},
      {"vgg11", {colour, plain, 40}},
      {"vgg13", {colour, plain, 40}},
      {"vgg16", {colour, normalised}},
      {"vgg19", {colour, normalised}},
      {"resnet18", {colour, {{"width", 8}}}},
      {"resnet34", {colour, {{"width", 8}}, 20}},
      {"resnet50", {tiny, {{"width", 8}}, 30}},
      {"wideresnet", {colour, {{"depth", 10}, {"width", 1}}}},
      {"densenet121", {colour, {{"growth", 8}, {"blocks", Ints{2, 3, 2}}}}},
      {"mobilenet_v2", {tiny, {{"width", 0.25}, {"dropout", 0.0}}, 20}},
      {"mobilenet_v3_small", {tiny, {{"width", 0.25}}}},
      {"mobilenet_v3_large", {tiny, {{"width", 0.25}}}},
      {"efficientnet_b0", {tiny, {{"width", 0.25}, {"depth", 0.3}}}},
      {"convnext_tiny", {tiny, {{"blocks", Ints{1, 1, 2, 1}}, {"widths", Ints{16, 24, 32, 48}}}}},
      {"vit_small", {colour, {{"width", 32}, {"depth", 2}, {"heads", 2}}, 120}},
  };
  return models;
}

/// The options of a model's small form; none for a model that is no large one.
inline Spec small_form(const std::string& model) {
  const auto& models = small_picture_models();
  const auto found = models.find(model);
  return {model, found == models.end() ? decltype(Spec::options){} : found->second.options};
}

inline Network make_model(const Spec& spec, const Ints& picture, std::int64_t num_classes) {
  const ModelDef& def = find_model(spec.kind);
  const SpecView options(spec, {}, def.options);
  return def.make({.options = options, .input_shape = picture, .num_classes = num_classes});
}

}  // namespace ingot::testing
