// What a report says of picture rows beyond the metrics.
#pragma once

#include "evaluate/findings.h"
#include "features/augment.h"
#include "tasks/picture_parts.h"

namespace ingot {

/// Probabilities of the validation and the test rows, by a model that was not trained on them.
struct HeldOutScores {
  Tensor valid, test;
  double temperature = 1;              ///< that the model's weights hold; 1: none was fitted
  std::vector<float> thresholds = {};  ///< of pictures that may have several classes
};

/// What the temperature does on the test rows, suspected label errors and
/// doubtful rows of both (of the test rows alone where there are very many probabilities), weak
/// slices of the test rows, skipped files. `held_out_row` finds the rows of label errors and
/// doubtful rows. Where a picture may have several classes, only slices and files.
[[nodiscard]] Findings find_in_pictures(const PictureParts& parts, const HeldOutScores& scores,
                                        std::uint64_t seed);

/// A few training pictures, and what training makes of each in its first epochs; where it mixes
/// pictures, with one another.
[[nodiscard]] std::vector<AugmentedPicture> augmented_pictures(const Pictures& train,
                                                               const Augmenter& augmenter,
                                                               std::uint64_t seed);

/// A picture of the rows that label errors and doubtful rows count in.
[[nodiscard]] std::pair<const Pictures&, std::int64_t> held_out_row(const PictureParts& parts,
                                                                    std::int64_t row);

}  // namespace ingot
