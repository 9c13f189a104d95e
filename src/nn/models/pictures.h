// What the models of pictures share.
#pragma once

#include "nn/model_def.h"

namespace ingot {

/// errors    bad_model_input unless rows are (channels, height, width) of at least `least` pixels
///           either way
void require_pictures(const ModelInputs& in, std::int64_t least);

}  // namespace ingot
