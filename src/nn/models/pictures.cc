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

Layer output_layer(std::int64_t num_classes) {
  return num_classes > 0 ? Dense(num_classes, {.activation = "softmax"}) : Dense(1);
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
  layers.push_back(output_layer(in.num_classes));
  return layers;
}

}  // namespace ingot
