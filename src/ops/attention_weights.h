// The weights of attention, which its gradient computes again.
#pragma once

#include "ops/common.h"
#include "ops/operand.h"

namespace ingot {

/// Checks q, k, v (inputs 0 to 2) and the mask (input `mask`); gives the shape of the output.
[[nodiscard]] TensorType infer_attention(const NodeView& n, int mask);
/// Attribute scale, or 1 / sqrt(d) where it is 0.
[[nodiscard]] double attention_scale(const NodeView& n);

struct AttentionForm {
  double scale = 1;
  bool causal = false;
};
/// Of attributes scale and causal.
[[nodiscard]] AttentionForm attention_form(const NodeView& n);
/// softmax(scale q k^T) over the keys that a query may attend to, 0 elsewhere.
[[nodiscard]] Value attention_weights(Builder& g, const Value& q, const Value& k, const Value& mask,
                                      const AttentionForm& form);

}  // namespace ingot
