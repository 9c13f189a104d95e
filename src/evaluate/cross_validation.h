// What the folds of a cross-validation say together.
#pragma once

#include <vector>

#include "ingot/evaluate.h"

namespace ingot {

struct CrossValidation {
  std::vector<double> values;  ///< one per fold
  double mean = 0;
  double deviation = 0;       ///< of the folds
  double standard_error = 0;  ///< of the mean, corrected for training sets that overlap
  double low = 0, high = 0;   ///< interval of the mean at `level`
  double level = 0.95;
};

/// Folds share most of their training rows, so that deviation / sqrt(folds) is far too small; the
/// variance of the mean is (1 / folds + held-out rows / training rows) * deviation^2, its interval
/// that of Student's t with folds - 1 degrees of freedom.
///
/// values            of one metric, one per fold of all repeats
/// held_out_share    rows held out / rows trained on: 1 / (k - 1) for k folds
/// errors            too_few_folds below 2 values; not_finite_prediction
/// source            Nadeau and Bengio 2003, section 5; Bouckaert and Frank 2004 (repeated folds)
[[nodiscard]] CrossValidation combine_folds(const std::vector<double>& values,
                                            double held_out_share, double level = 0.95);

}  // namespace ingot
