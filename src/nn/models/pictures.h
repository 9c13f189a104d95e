// What the models of pictures share.
#pragma once

#include "nn/model_def.h"

namespace ingot {

/// For each option `filters` a 3 x 3 convolution with `padding` and relu, then pooling by 2; a
/// dense layer of `units` with relu; the dense output.
///
/// errors    bad_model_input unless rows are (channels, height, width), large enough for all layers
[[nodiscard]] Network picture_network(const ModelInputs& in, const std::string& padding);
/// errors: bad_model_input unless rows are (channels, height, width), `least` pixels each way
void require_pictures(const ModelInputs& in, std::int64_t least);
/// Those of picture_network.
[[nodiscard]] OptionDefs picture_options();
/// Probabilities of the classes, or one number.
[[nodiscard]] Layer output_layer(const ModelInputs& in);
/// The mean of each channel, dropout where the rate is not 0, the output.
[[nodiscard]] Layers pooled_head(const ModelInputs& in, double dropout);
/// Two dense layers with relu, each followed by dropout: options `units` (0: `if_zero`) and
/// `dropout`.
[[nodiscard]] Layers hidden_layers(const ModelInputs& in, std::int64_t if_zero);

/// How a network begins: as published for pictures of 224 pixels, or without the early strides.
enum class Stem : std::uint8_t { small, imagenet };
[[nodiscard]] OptionDef stem_option();
/// Option `stem`; auto is small where the shorter side is below 96 pixels. errors: bad_option
[[nodiscard]] Stem read_stem(const ModelInputs& in);

/// Strides in the order of the layers: at Stem::small the first two that are not 1 become 1.
class EarlyStrides {
 public:
  explicit EarlyStrides(Stem stem) : left_(stem == Stem::small ? 2 : 0) {}
  [[nodiscard]] std::int64_t operator()(std::int64_t published);

 private:
  int left_;
};

/// Channels times a multiplier, to the nearest multiple of 8 that is not below 90 %.
/// source    Sandler et al. 2018, MobileNetV2, the authors' code
[[nodiscard]] std::int64_t scaled_channels(std::int64_t channels, double multiplier);

/// A square convolution without bias, which keeps the size at stride 1.
[[nodiscard]] Layer plain_convolution(std::int64_t filters, std::int64_t size, std::int64_t stride);
/// Batch norm for training from scratch: the statistics follow within tens of steps.
[[nodiscard]] Layer picture_norm();
/// A convolution (3 x 3, or 7 x 7 with stride 2), batch norm, relu; then pooling by 2 at
/// Stem::imagenet.
/// source    He et al. 2016, Deep residual learning for image recognition, table 1
[[nodiscard]] Layers convolution_stem(Stem stem, std::int64_t filters);

void append(Layers& layers, const Layers& more);

}  // namespace ingot
