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
[[nodiscard]] Layer output_layer(std::int64_t num_classes);

}  // namespace ingot
