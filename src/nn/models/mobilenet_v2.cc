#include "nn/models/inverted_residual.h"

namespace ingot {
namespace {

struct MobileStage {
  std::int64_t expansion, filters, blocks, stride;
};

// Table 2 of the paper.
constexpr std::array<MobileStage, 7> kMobileStages{{{1, 16, 1, 1},
                                                    {6, 24, 2, 2},
                                                    {6, 32, 3, 2},
                                                    {6, 64, 4, 2},
                                                    {6, 96, 3, 1},
                                                    {6, 160, 3, 2},
                                                    {6, 320, 1, 1}}};

Network make_mobilenet_v2(const ModelInputs& in) {
  require_pictures(in, 8);
  const double width = in.options.number("width");
  in.options.require(width > 0, "width", text("must be positive", "须为正数"));
  EarlyStrides strides(read_stem(in));
  std::int64_t channels = scaled_channels(32, width);
  Layers layers{Input(in.input_shape)};
  append(layers, activated_convolution(channels, 3, strides(2), "relu6"));
  for (const MobileStage& stage : kMobileStages)
    for (std::int64_t block = 0; block < stage.blocks; ++block) {
      const std::int64_t filters = scaled_channels(stage.filters, width);
      append(layers, inverted_residual({.channels = channels,
                                        .expanded = stage.expansion * channels,
                                        .filters = filters,
                                        .stride = block == 0 ? strides(stage.stride) : 1}));
      channels = filters;
    }
  // A narrower network keeps all features of the last layer.
  append(layers, activated_convolution(scaled_channels(1280, std::max(1.0, width)), 1, 1, "relu6"));
  append(layers, pooled_head(in, in.options.number("dropout")));
  return layers;
}

}  // namespace

ModelDef define_mobilenet_v2_model() {
  return {
      .name = "mobilenet_v2",
      .doc =
          "Seventeen inverted residual blocks: a 1 x 1 convolution widens, a depthwise 3 x 3\n"
          "filters, a linear 1 x 1 narrows. The stem `small` leaves out the first two strides.\n"
          "Source: Sandler et al. 2018, MobileNetV2, table 2.",
      .options = {{"width", 1.0, "multiplier of all channels"},
                  stem_option(),
                  {"dropout", 0.2, "before the last layer"}},
      .make = make_mobilenet_v2,
      .training =
          [] {
            return TrainingDefaults{
                .optimizer = SGD({.learning_rate = CosineDecay(0.05), .momentum = 0.9}),
                .epochs = 10,
                .batch = 64};
          },
  };
}

}  // namespace ingot
