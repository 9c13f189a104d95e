// What the recurrent models of texts share.
#pragma once

#include "nn/models/texts.h"

namespace ingot {

/// Vectors of words, layers of cells that walk over them both ways, the largest answer of each unit
/// over the words of the text, then the output. `cell` makes one layer from the model's options.
///
/// source    Conneau et al. 2017, Supervised learning of universal sentence representations,
/// sec. 3.2
[[nodiscard]] Network recurrent_texts(const ModelInputs& in, Layer (*cell)(const ModelInputs& in));
/// Those of such a model.
[[nodiscard]] OptionDefs recurrent_text_options();

}  // namespace ingot
