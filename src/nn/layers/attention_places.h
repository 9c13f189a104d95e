// How attention is told where tokens stand, where their vectors do not say it.
#pragma once

#include "nn/layer_def.h"

namespace ingot {

/// Queries, keys and values of a layer, heads side by side: (batch, tokens, heads * width).
struct AttentionInputs {
  Value q, k, v;
};

class AttentionPlaces {
 public:
  /// By the option `places`: none, rotary or alibi. errors: bad_option (alibi unless `causal`,
  /// rotary for an odd width of a head)
  AttentionPlaces(LayerContext& c, std::int64_t heads, std::int64_t head_width, bool causal);

  /// rotary: turns the pair (x[i], x[i + width / 2]) of each head of (batch, tokens, heads * width)
  /// by the angle place * 10000^(-2i / width), so that q k^T depends on how far apart tokens are.
  ///
  /// source    Su et al. 2021, RoFormer, eq. 34
  [[nodiscard]] Value turned(const Value& x) const;

  /// alibi: what is added to the scores of `keys` tokens, (heads, 1, keys): slope * place, which
  /// under softmax is the same as -slope * distance. Null otherwise.
  ///
  /// source    Press et al. 2022, Train short, test long, sec. 3
  [[nodiscard]] Value bias(DType dtype, std::int64_t keys) const;
  /// The same bias as one more number in each head of q and k, and room for it in v, so that
  /// attention without a bias takes it. As they are otherwise.
  [[nodiscard]] AttentionInputs widened(const AttentionInputs& in) const;
  /// Takes that room out of what attention gave.
  [[nodiscard]] Value narrowed(const Value& y) const;

 private:
  enum class Kind : std::uint8_t { none, rotary, alibi };
  [[nodiscard]] Value apart(const Value& x) const;

  LayerContext& c_;
  std::int64_t heads_, width_;
  Kind kind_ = Kind::none;
};

}  // namespace ingot
