// What mistakes cost at each threshold.
#pragma once

#include <vector>

#include "evaluate/call_threshold.h"

namespace ingot {

struct CostPoint {
  double threshold = 0;
  double cost = 0;  ///< per row
  std::int64_t fn = 0, fp = 0;
};

struct CostCurve {
  ErrorCosts costs;
  std::int64_t rows = 0;
  std::vector<CostPoint> points = {};  ///< at thresholds 0, 0.01, ... 1
  CostPoint chosen = {};               ///< where the predictions call class 1
  CostPoint half = {};                 ///< where the more probable class is called
  double never = 0, always = 0;        ///< costs per row of calling no row, and every row, class 1
};

/// predictions   of two classes
/// errors        as `evaluate`; metric_does_not_apply for more classes and for numbers
/// cost          O(rows log rows)
/// source        Elkan 2001, section 1
[[nodiscard]] CostCurve cost_curve(const Predictions& predictions, const ErrorCosts& costs);

/// What the threshold saves, in words.
[[nodiscard]] Text describe(const CostCurve& curve, const std::string& positive);

}  // namespace ingot
