// Hits and misses of each class: what precision, recall and F1 are made of.
#pragma once

#include <cstdint>
#include <vector>

#include "evaluate/metric_def.h"

namespace ingot {

struct ClassCounts {
  std::int64_t hits = 0;       ///< of this class and called so
  std::int64_t rows = 0;       ///< of this class
  std::int64_t predicted = 0;  ///< called so

  /// 0 where a class was never predicted, or does not occur.
  [[nodiscard]] double precision() const;
  [[nodiscard]] double recall() const;
  [[nodiscard]] double f1() const;
  [[nodiscard]] bool occurs() const { return rows > 0 || predicted > 0; }
};

[[nodiscard]] std::vector<ClassCounts> count_classes(const ScoredRows& rows, RowCounts counts);

/// The mean of `figure` over the classes that occur in the truth or among the predictions.
[[nodiscard]] std::optional<double> macro_mean(const ScoredRows& rows, RowCounts counts,
                                               double (ClassCounts::*figure)() const);

}  // namespace ingot
