// What the recurrent models of texts share.
#pragma once

#include "nn/models/recurrent_walk.h"
#include "nn/models/texts.h"

namespace ingot {

/// Vectors of words, layers of cells that walk over them both ways, the largest answer of each unit
/// over the words of the text, then the output.
///
/// source    Conneau et al. 2017, Supervised learning of universal sentence representations,
/// sec. 3.2
[[nodiscard]] Network recurrent_texts(const ModelInputs& in, RecurrentLayer cell);
/// Those of such a model.
[[nodiscard]] OptionDefs recurrent_text_options();

}  // namespace ingot
