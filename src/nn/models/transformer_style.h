// How the blocks of a transformer are made: what its models let one choose.
#pragma once

#include "nn/models/tables.h"

namespace ingot {

/// Two dense layers, (..., width) -> (..., width).
struct FeedForward {
  std::int64_t width = 0, inner = 0;
  Initializer start = Initializer("glorot_uniform");
  std::string inner_name = {}, outer_name = {};
};

/// What a model lets one choose, its defaults first.
struct TransformerChoices {
  std::vector<std::string> positions;
  std::string activation;
};

struct TransformerStyle {
  std::string positions;       ///< learned, sinusoidal, rotary, alibi or none
  std::string activation;      ///< between the two dense layers, unless they are gated
  std::int64_t key_heads = 0;  ///< heads of keys and values; 0: as many as heads
  bool is_gated = false;       ///< feed_forward is swiglu
  bool is_rms = false;         ///< norm is rms
  bool norm_first = true;      ///< norm_place is before

  /// Of the attention of tokens to one another: rotary, alibi or none.
  [[nodiscard]] std::string places() const;
  /// Layer norm or the root mean square.
  [[nodiscard]] Layer norm(const std::string& name = {}, double epsilon = 1e-3) const;
  /// With a gate the inner layer has two thirds of the units: as many weights.
  [[nodiscard]] Layers feed_forward(const FeedForward& sizes) const;
  [[nodiscard]] Functional::Tap fed_forward(Functional& net, Functional::Tap x,
                                            const FeedForward& sizes) const;

  /// The waves of places are as large as 1: by so much vectors that start at 0.02 are raised.
  static constexpr double kWaveScale = 50;
  /// The vectors of tokens with those of their places.
  [[nodiscard]] Functional::Tap placed(Functional& net, const Functional::Tap& tokens,
                                       const Layer& learned, const Layer& waves) const;
  /// x and what `find` finds in it, with dropout unless `rate` is 0, and a norm before it or behind
  /// the sum.
  [[nodiscard]] Functional::Tap added(
      Functional& net, const Functional::Tap& x, double rate,
      const std::function<Functional::Tap(const Functional::Tap&)>& find,
      const std::string& norm_name = {}) const;
  /// After the last block: a norm, unless the blocks end with theirs.
  [[nodiscard]] Functional::Tap closed(Functional& net, const Functional::Tap& x,
                                       const std::string& norm_name = {}) const;
};

/// errors      bad_option
[[nodiscard]] TransformerStyle read_transformer_style(const ModelInputs& in,
                                                      const TransformerChoices& choices);
/// Adds positions, key_heads, feed_forward, norm and norm_place to the options of a model.
///
/// source      Touvron et al. 2023, LLaMA, sec. 2.2
[[nodiscard]] OptionDefs with_transformer_style(OptionDefs options,
                                                const TransformerChoices& choices);

/// Of networks that see the tokens on both sides.
[[nodiscard]] const TransformerChoices& encoder_choices();

}  // namespace ingot
