#include "nn/models/inverted_residual.h"

namespace ingot {
namespace {

struct MobileRow {
  std::int64_t size, expanded, filters, stride;
  enum class Squeeze : std::uint8_t { none, excite } squeeze;
  enum class Function : std::uint8_t { relu, hard_swish } function;
};

struct MobileForm {
  std::vector<MobileRow> rows;
  std::int64_t last_filters, units;
};

constexpr auto kNone = MobileRow::Squeeze::none, kExcite = MobileRow::Squeeze::excite;
constexpr auto kRelu = MobileRow::Function::relu, kHardSwish = MobileRow::Function::hard_swish;

// Table 1 of the paper.
const MobileForm& large_form() {
  static const MobileForm form{.rows = {{3, 16, 16, 1, kNone, kRelu},
                                        {3, 64, 24, 2, kNone, kRelu},
                                        {3, 72, 24, 1, kNone, kRelu},
                                        {5, 72, 40, 2, kExcite, kRelu},
                                        {5, 120, 40, 1, kExcite, kRelu},
                                        {5, 120, 40, 1, kExcite, kRelu},
                                        {3, 240, 80, 2, kNone, kHardSwish},
                                        {3, 200, 80, 1, kNone, kHardSwish},
                                        {3, 184, 80, 1, kNone, kHardSwish},
                                        {3, 184, 80, 1, kNone, kHardSwish},
                                        {3, 480, 112, 1, kExcite, kHardSwish},
                                        {3, 672, 112, 1, kExcite, kHardSwish},
                                        {5, 672, 160, 2, kExcite, kHardSwish},
                                        {5, 960, 160, 1, kExcite, kHardSwish},
                                        {5, 960, 160, 1, kExcite, kHardSwish}},
                               .last_filters = 960,
                               .units = 1280};
  return form;
}

// Table 2 of the paper.
const MobileForm& small_form() {
  static const MobileForm form{.rows = {{3, 16, 16, 2, kExcite, kRelu},
                                        {3, 72, 24, 2, kNone, kRelu},
                                        {3, 88, 24, 1, kNone, kRelu},
                                        {5, 96, 40, 2, kExcite, kHardSwish},
                                        {5, 240, 40, 1, kExcite, kHardSwish},
                                        {5, 240, 40, 1, kExcite, kHardSwish},
                                        {5, 120, 48, 1, kExcite, kHardSwish},
                                        {5, 144, 48, 1, kExcite, kHardSwish},
                                        {5, 288, 96, 2, kExcite, kHardSwish},
                                        {5, 576, 96, 1, kExcite, kHardSwish},
                                        {5, 576, 96, 1, kExcite, kHardSwish}},
                               .last_filters = 576,
                               .units = 1024};
  return form;
}

Network make_mobilenet_v3(const ModelInputs& in, const MobileForm& form) {
  require_pictures(in, 8);
  const double width = in.options.number("width"), dropout = in.options.number("dropout");
  in.options.require(width > 0, "width", text("must be positive", "须为正数"));
  EarlyStrides strides(read_stem(in));
  std::int64_t channels = scaled_channels(16, width);
  Layers layers{Input(in.input_shape)};
  append(layers, activated_convolution(channels, 3, strides(2), "hard_swish"));
  for (const MobileRow& row : form.rows) {
    const std::int64_t expanded = scaled_channels(row.expanded, width),
                       filters = scaled_channels(row.filters, width);
    append(layers, inverted_residual(
                       {.channels = channels,
                        .expanded = expanded,
                        .filters = filters,
                        .size = row.size,
                        .stride = strides(row.stride),
                        .activation = row.function == kRelu ? "relu" : "hard_swish",
                        .squeeze_units = row.squeeze == kExcite
                                             ? scaled_channels(1, static_cast<double>(expanded) / 4)
                                             : 0,
                        .gate = "hard_sigmoid"}));
    channels = filters;
  }
  append(layers,
         activated_convolution(scaled_channels(form.last_filters, width), 1, 1, "hard_swish"));
  append(layers, {GlobalAveragePooling(), Dense(form.units, {.activation = "hard_swish"})});
  if (dropout != 0) layers.push_back(Dropout(dropout));
  layers.push_back(output_layer(in));
  return layers;
}

ModelDef mobilenet_v3(const std::string& name, const std::string& table,
                      Network (*make)(const ModelInputs&)) {
  return {
      .name = name,
      .doc =
          "Inverted residual blocks, some with squeeze-excite, relu early and hard swish later,\n"
          "and a dense layer before the output. The stem `small` leaves out the first two\n"
          "strides.\n"
          "Source: Howard et al. 2019, Searching for MobileNetV3, table " +
          table + ".",
      .options = {{"width", 1.0, "multiplier of all channels"},
                  stem_option(),
                  {"dropout", 0.2, "before the last layer"}},
      .make = make,
      .training =
          [] {
            return TrainingDefaults{
                .optimizer = AdamW(
                    {.learning_rate = CosineDecay(0.002, {.warmup = 0.05}), .weight_decay = 0.02}),
                .epochs = 10,
                .batch = 64};
          },
  };
}

}  // namespace

ModelDef define_mobilenet_v3_large_model() {
  return mobilenet_v3("mobilenet_v3_large", "1",
                      [](const ModelInputs& in) { return make_mobilenet_v3(in, large_form()); });
}

ModelDef define_mobilenet_v3_small_model() {
  return mobilenet_v3("mobilenet_v3_small", "2",
                      [](const ModelInputs& in) { return make_mobilenet_v3(in, small_form()); });
}

}  // namespace ingot
