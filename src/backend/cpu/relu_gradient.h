// The gradient of relu as differentiation writes it: select(y > 0, dy, 0).
#pragma once

#include "backend/backend.h"

namespace ingot {

struct ReluGradient {
  ValueId y, dy;
  std::uint32_t condition;  ///< the node of y > 0, which nothing else reads
};

/// None where `select` is another op, or one of other values.
[[nodiscard]] std::optional<ReluGradient> read_relu_gradient(const NodeView& select,
                                                             const MatchContext& context);

}  // namespace ingot
