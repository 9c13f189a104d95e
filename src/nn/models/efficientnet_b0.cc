#include <cmath>

#include "nn/models/inverted_residual.h"

namespace ingot {
namespace {

struct EfficientStage {
  std::int64_t expansion, size, filters, blocks, stride;
};

// Table 1 of the paper.
constexpr std::array<EfficientStage, 7> kEfficientStages{{{1, 3, 16, 1, 1},
                                                          {6, 3, 24, 2, 2},
                                                          {6, 5, 40, 2, 2},
                                                          {6, 3, 80, 3, 2},
                                                          {6, 5, 112, 3, 1},
                                                          {6, 5, 192, 4, 2},
                                                          {6, 3, 320, 1, 1}}};

std::int64_t scaled_blocks(std::int64_t blocks, double depth) {
  return static_cast<std::int64_t>(std::ceil(static_cast<double>(blocks) * depth));
}

Network make_efficientnet(const ModelInputs& in) {
  require_pictures(in, 8);
  const double width = in.options.number("width"), depth = in.options.number("depth");
  in.options.require(width > 0, "width", text("must be positive", "须为正数"));
  in.options.require(depth > 0, "depth", text("must be positive", "须为正数"));
  EarlyStrides strides(read_stem(in));
  std::int64_t channels = scaled_channels(32, width), total = 0, done = 0;
  for (const EfficientStage& stage : kEfficientStages) total += scaled_blocks(stage.blocks, depth);
  Layers layers{Input(in.input_shape)};
  append(layers, activated_convolution(channels, 3, strides(2), "silu"));
  for (const EfficientStage& stage : kEfficientStages)
    for (std::int64_t block = 0; block < scaled_blocks(stage.blocks, depth); ++block, ++done) {
      const std::int64_t filters = scaled_channels(stage.filters, width);
      append(layers, inverted_residual({.channels = channels,
                                        .expanded = stage.expansion * channels,
                                        .filters = filters,
                                        .size = stage.size,
                                        .stride = block == 0 ? strides(stage.stride) : 1,
                                        .activation = "silu",
                                        .squeeze_units = std::max<std::int64_t>(1, channels / 4),
                                        .drop_rate = in.options.number("stochastic_depth") *
                                                     static_cast<double>(done) /
                                                     static_cast<double>(total)}));
      channels = filters;
    }
  append(layers, activated_convolution(scaled_channels(1280, width), 1, 1, "silu"));
  append(layers, pooled_head(in, in.options.number("dropout")));
  return layers;
}

}  // namespace

ModelDef define_efficientnet_b0_model() {
  return {
      .name = "efficientnet_b0",
      .doc =
          "Sixteen inverted residual blocks with squeeze-excite and silu, found by search. The\n"
          "multipliers `width` and `depth` give the larger members of the family (B1: 1.0, 1.1;\n"
          "B2: 1.1, 1.2; B3: 1.2, 1.4). The stem `small` leaves out the first two strides.\n"
          "Source: Tan and Le 2019, EfficientNet, table 1 and sec. 3.3.",
      .options = {{"width", 1.0, "multiplier of all channels"},
                  {"depth", 1.0, "multiplier of the blocks of each stage"},
                  stem_option(),
                  {"stochastic_depth", 0.2, "rate that grows up to this at the last block"},
                  {"dropout", 0.2, "before the last layer"}},
      .make = make_efficientnet,
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

}  // namespace ingot
