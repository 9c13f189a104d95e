// From which probability on class 1 of two is called.
#pragma once

#include <cstdint>
#include <string>

#include "ingot/evaluate.h"

namespace ingot {

/// What the two kinds of mistakes cost, in any unit.
struct ErrorCosts {
  double fn = 1;  ///< a row of class 1 that is not called so
  double fp = 1;  ///< a row of class 0 that is called class 1
};

/// Of these rows the threshold with the highest F1, half-way between the probabilities that it
/// parts; of equal ones the nearest to 0.5. Without a row of class 1, 0.5.
///
/// predictions   of two classes
/// errors        as `evaluate`; metric_does_not_apply for more classes and for numbers
/// cost          O(rows log rows), as below
/// source        Lipton, Elkan and Narayanaswamy 2014, section 4
[[nodiscard]] float f1_threshold(const Predictions& predictions);

/// The threshold with the least cost on these rows, half-way between the probabilities that it
/// parts; of equal ones the nearest to fp / (fn + fp), which is best where probabilities are right.
/// It may lie above all rows, or below them.
///
/// errors    as above
/// source    Elkan 2001, The foundations of cost-sensitive learning, eq. 2
[[nodiscard]] float cost_threshold(const Predictions& predictions, const ErrorCosts& costs);

}  // namespace ingot
