// Restricted Boltzmann machines over the sigmoid layers of a network: the graphs that train them
// and look at them.
#pragma once

#include "nn/step.h"

namespace ingot {

/// What the visible units of an RBM are.
enum class Visible : std::uint8_t {
  bernoulli,  ///< on or off; data in 0 .. 1 are taken as probabilities
  gaussian,   ///< numbers, normal around their mean
};

/// One RBM: a Dense layer with sigmoid, read in both directions. Its energy is
///
///   bernoulli   -v a - h b - v W h
///   gaussian    |v - a|^2 / (2 deviation^2) - h b - v W h
///
/// so that p(h = 1 | v) = sigmoid(v W + b) is the layer itself. States: LAYER/kernel (W: visible,
/// hidden), LAYER/bias (b: hidden), both those of the layer, and LAYER/visible_bias (a: visible).
/// Source: Hinton 2010, A practical guide to training restricted Boltzmann machines, secs. 2, 13.2.
struct Rbm {
  std::string layer;
  Visible visible = Visible::bernoulli;
  double deviation = 1;  ///< of gaussian visible units
};

/// Where the chain of a step starts.
enum class Chains : std::uint8_t {
  data,        ///< at the rows: contrastive divergence (Hinton 2002)
  persistent,  ///< where it ended in the step before (Tieleman 2008)
};

/// What a chain goes on from in its visible units.
enum class VisibleValues : std::uint8_t {
  means,    ///< less noise, but not the model's distribution however long the chain
  samples,  ///< as it is defined
};

struct RbmStepOptions {
  std::int64_t batch = 64;    ///< rows, and chains
  std::int64_t cd_steps = 1;  ///< of Gibbs sampling in one update
  Chains chains = Chains::data;
  VisibleValues values = VisibleValues::means;  ///< persistent chains are always sampled
  double weight_decay = 0;                      ///< of the kernel
};

/// The draws of a step have the streams from here + 1 on, in the order of the chain: hidden,
/// visible (where they are sampled), hidden ... Layers count theirs from 1, with the same seed and
/// steps.
inline constexpr std::int64_t kRbmStream = 1'000'000;

/// Names of the Dense layers with sigmoid, in the order of the network.
[[nodiscard]] std::vector<std::string> sigmoid_layers(const Network& network);

/// One update of the RBM's states by contrastive divergence, with momentum; layers below turn the
/// rows into probabilities and stay as they are. Inputs after those of the network: "row_mask"
/// (batch); "key" i64[3]: seed, step, first row; "inverse_rows", scalar: 1 / rows that count;
/// "learning_rate" and "momentum", scalars. Output "reconstruction_error": the mean over rows and
/// visible units of (v - reconstruction)^2. Guarded by: the gradient is finite.
///
/// errors    unknown_layer, bad_option, bad_layer_input
/// cost      about 2 (3 + 2 cd_steps) batch * visible * hidden FLOPs
/// source    Hinton 2002, Training products of experts by minimizing contrastive divergence;
///           update: v' = momentum v + rate (gradient - decay W), W' = W + v' (Hinton 2010, sec. 9)
[[nodiscard]] Traced trace_rbm_step(const Network& network, const Rbm& rbm,
                                    const RbmStepOptions& options);

/// Inputs: those of the network. Output "free_energy" (batch): -log sum_h exp(-E(v, h)).
/// source    Hinton 2010, eqs. 24-25
[[nodiscard]] Traced trace_free_energy(const Network& network, const Rbm& rbm, std::int64_t batch);

/// Inputs: those of the network. Output "reconstruction" of the first input's shape: probabilities
/// up through all of `rbms`, then means down again. source    Hinton and Salakhutdinov 2006
[[nodiscard]] Traced trace_reconstruction(const Network& network, std::span<const Rbm> rbms,
                                          std::int64_t batch);

}  // namespace ingot
