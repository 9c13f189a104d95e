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
/// All states (batch, time, units) with option `return_sequences`, else the last (batch, units).
[[nodiscard]] Value sequence_or_last(LayerContext& c, const Value& states, const Value& last);

}  // namespace ingot
