// What the recurrent models of texts share.
#pragma once

#include "nn/models/texts.h"

namespace ingot {

/// Makes one layer from the model's options.
using RecurrentLayer = Layer (*)(const ModelInputs& in);

/// `layers` layers of cells that walk over words, both ways where `bidirectional` says so, the way
/// back from the last of `count` words: (batch, words, width) -> (batch, words, units).
[[nodiscard]] Functional::Tap walk_words(Functional& net, const ModelInputs& in,
                                         Functional::Tap words, const Functional::Tap& count,
                                         RecurrentLayer cell);

/// Vectors of words, layers of cells that walk over them both ways, the largest answer of each unit
/// over the words of the text, then the output.
///
/// source    Conneau et al. 2017, Supervised learning of universal sentence representations,
/// sec. 3.2
[[nodiscard]] Network recurrent_texts(const ModelInputs& in, RecurrentLayer cell);
/// Those of such a model.
[[nodiscard]] OptionDefs recurrent_text_options();

}  // namespace ingot
