// How a model's layers are trained without labels before the whole is.
#pragma once

#include "nn/rbm.h"

namespace ingot {

/// Greedy training of the sigmoid layers of a network, from the input on: each as an RBM on what
/// those below make of the rows.
/// Source: Hinton, Osindero and Teh 2006, A fast learning algorithm for deep belief nets;
/// defaults: Hinton and Salakhutdinov 2006, supporting online material.
struct Pretraining {
  std::int64_t epochs = 10;  ///< of each layer
  double learning_rate = 0.1;
  double momentum = 0.9;  ///< in the first epochs of a layer at most 0.5
  RbmStepOptions step = {.batch = 128, .weight_decay = 0.0002};
  Visible visible = Visible::bernoulli;  ///< of the first layer; all others are bernoulli
  double deviation = 1;                  ///< of gaussian visible units
};

}  // namespace ingot
