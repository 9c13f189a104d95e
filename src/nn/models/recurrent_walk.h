// What the recurrent models of texts and of numeric sequences share.
#pragma once

#include <optional>

#include "nn/models/tables.h"

namespace ingot {

/// Makes one layer from the model's options.
using RecurrentLayer = Layer (*)(const ModelInputs& in);

struct RecurrentWalk {
  Functional::Tap steps;                    ///< (batch, steps, units), both ways side by side
  std::optional<Functional::Tap> backward;  ///< of the last layer, in the order of its walk
};
/// `layers` layers of cells, one on top of the other, that walk over steps, both ways where
/// `bidirectional` says so, the way back from the last of `count` steps: (batch, steps, width).
///
/// source    Schuster and Paliwal 1997, Bidirectional recurrent neural networks
[[nodiscard]] RecurrentWalk walk_over(Functional& net, const ModelInputs& in, Functional::Tap steps,
                                      const Functional::Tap& count, RecurrentLayer cell);

}  // namespace ingot
