// What the layers of attention share.
#pragma once

#include "nn/layer_def.h"

namespace ingot {

/// x kernel + bias over the last axis, which becomes `units` wide, 0: as it was; weights
/// NAME_kernel and NAME_bias by the options `kernel_initializer` and `use_bias`.
[[nodiscard]] Value project(LayerContext& c, const Value& x, const std::string& name,
                            std::int64_t units = 0);
/// The argument `heads`. errors: bad_option unless it divides the width
[[nodiscard]] std::int64_t read_heads(LayerContext& c, std::int64_t width);

/// Weights that dropout keeps, by the option `dropout`; null where nothing is dropped.
struct KeptWeights {
  Value keep;
  double share = 1;
};
/// of        (batch, heads, queries, keys)
/// errors    bad_option
[[nodiscard]] KeptWeights keep_weights(LayerContext& c, const Ints& of);

/// Input `place`, null where there is none. errors: bad_layer_input unless it is i64 (batch)
[[nodiscard]] Value read_counts(LayerContext& c, const Values& in, std::size_t place);

}  // namespace ingot
