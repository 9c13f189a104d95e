// What follows a product or a convolution and runs with it: + bias, + another value, relu.
#pragma once

#include "backend/backend.h"

namespace ingot {

struct EpilogueMatch {
  std::uint32_t base = kNoNode;  ///< the node of the product
  std::uint32_t norm = kNoNode;  ///< a batch_norm_inference right behind it
  std::vector<std::uint32_t> covers;
  /// Absent: node is kNoNode.
  ValueId bias{kNoNode, 0}, addend{kNoNode, 0};
  bool relu = false;
};

/// Reads relu(add(add(norm(base), bias), addend)) upwards from `root`; each part but the base may
/// be missing, and inner values have no other reader. `is_bias` tells which operand is a bias.
[[nodiscard]] std::variant<EpilogueMatch, Refusal> read_epilogue(
    const NodeView& root, const MatchContext& context, std::string_view base_op,
    const std::function<bool(const TensorType& operand, const TensorType& result)>& is_bias);

}  // namespace ingot
