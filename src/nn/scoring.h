// The graph that tells how well a network does on rows it is not trained on.
#pragma once

#include "nn/step.h"

namespace ingot {

/// Inputs: those of the network, then "target". Outputs: "output" where it
/// is asked for, and "row_losses" (batch).
[[nodiscard]] Traced trace_scoring(const Network& network, const Loss& loss, std::int64_t batch,
                                   bool gives_output);

}  // namespace ingot
