// How far sums of leaves are from the labels.
#pragma once

#include <span>

#include "train/boosted_trees.h"

namespace ingot {

/// The weighted mean of the objective's loss: log loss, squared or absolute error, pinball loss,
/// Poisson deviance without the terms of the label alone. Added up in the order of the rows.
///
/// margins   (rows, outputs); of ordered classes the logarithms of their probabilities
/// weights   empty: all rows count alike
[[nodiscard]] double tree_loss(const TreeOptions& options, std::span<const float> margins,
                               std::span<const float> labels, std::span<const float> weights);

/// errors    bad_label, with the first row that the objective does not take
void require_labels(const TreeOptions& options, std::span<const float> labels);

/// The smallest value at which a share `quantile` of the weight is reached; sorts `values`.
///
/// values    (value, weight)
[[nodiscard]] float weighted_quantile(std::vector<std::pair<float, float>>& values,
                                      double quantile);

}  // namespace ingot
