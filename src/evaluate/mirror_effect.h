// Whether answers become better when mirror images are asked as well.
#pragma once

#include "ingot/evaluate.h"

namespace ingot {

struct MirrorEffect {
  std::int64_t rows = 0;
  double plain_accuracy = 0, mirrored_accuracy = 0;
  double mean_gain = 0;  ///< of the log loss, plain - mirrored
  Interval gain = {};

  /// Beyond the chance of these rows, and no fewer of them are right.
  [[nodiscard]] bool pays() const { return gain.low > 0 && mirrored_accuracy >= plain_accuracy; }
};

/// Two answers for the same rows. Of classes, each has the temperature that suits it best, so that
/// a mean does not win by being less certain.
///
/// errors   as `evaluate`; shape_mismatch when the rows differ
/// source   Efron and Tibshirani 1993, ch. 13 (interval of the paired gain over rows)
[[nodiscard]] MirrorEffect judge_mirroring(const Predictions& plain, const Predictions& mirrored,
                                           std::uint64_t seed);

}  // namespace ingot
