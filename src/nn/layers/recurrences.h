// What the recurrent layers share. Sequences are (batch, time, features).
#pragma once

#include "nn/layer_def.h"

namespace ingot {

/// Multiples of `units` in the weights of a cell.
struct RecurrentSizes {
  std::int64_t gates = 1, biases = 1;
};

/// Weights "kernel" (gates units, features), "recurrent_kernel" (gates units, units) and, where the
/// layer has one, "bias" (biases units).
struct RecurrentWeights {
  std::int64_t units = 1;
  Value kernel, recurrent, bias;
};

/// errors    bad_option, bad_layer_input (not floats (batch, time, features))
[[nodiscard]] RecurrentWeights recurrent_weights(LayerContext& c, const Value& x,
                                                 RecurrentSizes sizes);
/// (batch, time, features) <-> (time, batch, features)
[[nodiscard]] Value swap_time(LayerContext& c, const Value& x);
/// The state that the walk begins with: while decoding the one that an earlier step kept, else
/// null. errors    cannot_decode: it walks from the last step to the first
[[nodiscard]] Value first_state(LayerContext& c, std::string_view name, const Value& x,
                                std::int64_t units);
/// While decoding: keeps it for the next step.
void keep_state(LayerContext& c, std::string_view name, const Value& last);
/// Variational dropout while training: the inputs without features that are dropped at all steps
/// alike (option `dropout`), and what the state is multiplied by at each step (option
/// `recurrent_dropout`), null where nothing is dropped.
///
/// errors    bad_option
/// source    Gal and Ghahramani 2016, A theoretically grounded application of dropout in recurrent
///           neural networks, eq. 7; docs/math.md
[[nodiscard]] Value variational_inputs(LayerContext& c, const Value& x);
[[nodiscard]] Value variational_mask(LayerContext& c, const Value& x, std::int64_t units);
/// All states (batch, time, units) with option `return_sequences`, else the last (batch, units).
[[nodiscard]] Value sequence_or_last(LayerContext& c, const Value& states, const Value& last);

}  // namespace ingot
