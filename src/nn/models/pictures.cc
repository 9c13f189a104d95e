#include "nn/models/pictures.h"

namespace ingot {

void require_pictures(const ModelInputs& in, std::int64_t least) {
  const Ints& s = in.input_shape;
  if (s.size() == 3 && s[0] >= 1 && s[1] >= least && s[2] >= least) return;
  throw Error("bad_model_input",
              s.size() == 3 ? text("pictures {} are too small for {}", "图片 {} 对 {} 来说太小",
                                   to_string(Shape(s)), in.options.spec().kind)
                            : text("{} takes pictures, not rows of shape {}",
                                   "{} 的输入须为图片，而不是形状为 {} 的行",
                                   in.options.spec().kind, to_string(Shape(s))))
      .expected(text("(channels, height, width), at least {0} x {0} pixels",
                     "(通道, 高, 宽)，至少 {0} x {0} 像素", least))
      .fix(text("--model mlp takes rows of any shape", "--model mlp 可接受任意形状的行"));
}

Layer output_layer(const ModelInputs& in) {
  return in.num_classes > 0 ? Dense(in.num_classes, {.activation = in.class_activation}) : Dense(1);
}

Layers pooled_head(const ModelInputs& in, double dropout) {
  Layers layers{GlobalAveragePooling()};
  if (dropout != 0) layers.push_back(Dropout(dropout));
  layers.push_back(output_layer(in));
  return layers;
}

Layers hidden_layers(const ModelInputs& in, std::int64_t if_zero) {
  const std::int64_t given = in.options.integer("units"), units = given == 0 ? if_zero : given;
  const double dropout = in.options.number("dropout");
  Layers layers;
  for (int i = 0; i < 2; ++i) {
    layers.push_back(Dense(units, {.activation = "relu", .kernel_initializer = "he_normal"}));
    if (dropout != 0) layers.push_back(Dropout(dropout));
  }
  return layers;
}

OptionDef stem_option() {
  return {"stem", "auto", "small, imagenet, or auto: small below 96 pixels"};
}

Stem read_stem(const ModelInputs& in) {
  const std::string& stem = in.options.string("stem");
  in.options.require(stem == "auto" || stem == "small" || stem == "imagenet", "stem",
                     text("must be auto, small or imagenet, not {}",
                          "须为 auto、small 或 imagenet，而不是 {}", stem));
  const bool small =
      stem == "small" || (stem == "auto" && std::min(in.input_shape[1], in.input_shape[2]) < 96);
  return small ? Stem::small : Stem::imagenet;
}

std::int64_t EarlyStrides::operator()(std::int64_t published) {
  if (published == 1 || left_ == 0) return published;
  --left_;
  return 1;
}

std::int64_t scaled_channels(std::int64_t channels, double multiplier) {
  const double wanted = static_cast<double>(channels) * multiplier;
  const auto nearest = std::max<std::int64_t>(8, static_cast<std::int64_t>(wanted + 4) / 8 * 8);
  return static_cast<double>(nearest) < 0.9 * wanted ? nearest + 8 : nearest;
}

Layer plain_convolution(std::int64_t filters, std::int64_t size, std::int64_t stride) {
  return Conv2D(filters, {size, size},
                {.strides = {stride, stride},
                 .padding = "same",
                 .use_bias = false,
                 .kernel_initializer = "he_normal"});
}

Layer picture_norm() { return BatchNorm({.momentum = 0.9, .epsilon = 1e-5}); }

Layers convolution_stem(Stem stem, std::int64_t filters) {
  const bool small = stem == Stem::small;
  Layers layers{small ? plain_convolution(filters, 3, 1) : plain_convolution(filters, 7, 2),
                picture_norm(), Activation("relu")};
  if (!small) layers.push_back(MaxPooling2D({3, 3}, {.strides = {2, 2}, .padding = "same"}));
  return layers;
}

void append(Layers& layers, const Layers& more) {
  layers.insert(layers.end(), more.begin(), more.end());
}

OptionDefs picture_options() {
  return {{"filters", Ints{32, 64}, "of the convolutions"},
          {"units", 128, "of the dense layer"},
          {"dropout", 0.0, "before the last layer"},
          {"initializer", "he_uniform", "of the hidden kernels"}};
}

Network picture_network(const ModelInputs& in, const std::string& padding) {
  const Ints& filters = in.options.integers("filters");
  std::int64_t least = 1;  // one pixel is left after the last pooling
  for (std::size_t i = 0; i < filters.size(); ++i) least = 2 * least + (padding == "valid" ? 2 : 0);
  require_pictures(in, least);
  const std::string& initializer = in.options.string("initializer");
  Layers layers{Input(in.input_shape)};
  for (const std::int64_t count : filters) {
    layers.push_back(
        Conv2D(count, {3, 3},
               {.padding = padding, .activation = "relu", .kernel_initializer = initializer}));
    layers.push_back(MaxPooling2D({2, 2}));
  }
  layers.push_back(Flatten());
  layers.push_back(Dense(in.options.integer("units"),
                         {.activation = "relu", .kernel_initializer = initializer}));
  if (const double dropout = in.options.number("dropout"); dropout != 0)
    layers.push_back(Dropout(dropout));
  layers.push_back(output_layer(in));
  return layers;
}

}  // namespace ingot
