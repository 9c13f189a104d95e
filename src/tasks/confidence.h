// Honest confidence: the temperature of a classifier as a part of its weights.
#pragma once

#include "ingot/network.h"
#include "nn/parameter.h"

namespace ingot {

/// Divides what the softmax at the end of `network` sees by `temperature`, through the weights of
/// its dense layer: probabilities become softmax(logits / temperature), the order of the classes
/// stays. returns   false when the network ends otherwise; then nothing is changed
///
/// source   Guo et al. 2017, section 4.2
[[nodiscard]] bool scale_confidence(State& weights, const Network& network, double temperature);

}  // namespace ingot
