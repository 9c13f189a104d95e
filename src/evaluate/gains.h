// Who is found first when rows are taken by their probability.
#pragma once

#include <cstdint>
#include <vector>

#include "ingot/evaluate.h"

namespace ingot {

/// The most probable rows, up to a share of all.
struct GainPoint {
  double share = 0;  ///< of the rows
  double found = 0;  ///< of the rows of class 1, so many are among them
  double lift = 0;   ///< found / share: how much denser class 1 is there than among all rows
};

struct CumulativeGains {
  std::int64_t rows = 0, positives = 0;
  std::vector<GainPoint> points = {};  ///< at 5, 10, ... 100 % of the rows
};

/// Rows of equal probability are taken as if mixed: each share of them has its share of class 1.
/// Without points where no row is of class 1.
///
/// predictions   of two classes
/// errors        as `evaluate`; metric_does_not_apply for more classes and for numbers
/// cost          O(rows log rows)
/// source        Witten, Frank and Hall 2011, section 5.7 (lift charts)
[[nodiscard]] CumulativeGains cumulative_gains(const Predictions& predictions);

/// "The tenth of the rows that it ranks highest holds 43.0% of all "Yes": 4.3 times their share."
[[nodiscard]] Text describe(const CumulativeGains& gains, const std::string& positive);

}  // namespace ingot
