// Attention of several heads that lie side by side in the width of a token.
#pragma once

#include "ops/attention_weights.h"

namespace ingot {

/// Checks q, k, v (inputs 0 to 2), `keep` (input `keep`), the lengths and the segments behind it;
/// gives the type of the output.
[[nodiscard]] TensorType infer_heads(const NodeView& n, int keep);

/// What the expansions of attention by heads and of its gradient begin with.
class Heads {
 public:
  Heads(Builder& g, const NodeView& n);
  /// (batch, tokens, heads * d) -> (batch, heads, tokens, d), and back to `dtype`.
  [[nodiscard]] Value apart(const Value& x) const;
  [[nodiscard]] Value together(const Value& x, DType dtype) const;
  /// softmax(q k^T / sqrt(d)) of q and k apart, over the first `lengths` keys of each row and those
  /// of the query's own segment.
  [[nodiscard]] Value weights(const Value& q, const Value& k, const Value& lengths,
                              const Value& segments) const;
  /// x / kept where `keep` is true, else 0; x itself without `keep`.
  [[nodiscard]] Value kept(const Value& x, const Value& keep) const;
  [[nodiscard]] double scale() const { return form_.scale; }

 private:
  Builder& g_;
  std::int64_t heads_;
  double kept_;
  AttentionForm form_;
};

}  // namespace ingot
