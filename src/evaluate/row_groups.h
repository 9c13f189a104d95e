// Figures of parts of the rows, such as short and long ones, side by side.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ingot/evaluate.h"

namespace ingot {

struct RowGroup {
  Text name;  ///< "12 to 40"
  std::int64_t rows = 0;
  std::optional<double> value;  ///< of the metric; nothing where it is undefined
  std::optional<Interval> interval = {};
};

struct RowGroups {
  Text by;             ///< what they are told apart by, such as "steps"
  std::string metric;  ///< of the registry
  std::vector<RowGroup> groups;
};

struct RowGroupOptions {
  std::size_t groups = 4;  ///< at most, of about equal size
  std::int64_t min_rows = 5;
  int replicates = 300;
  std::uint64_t seed = 0;
};

struct RowRange {
  Text name;
  std::vector<std::int64_t> rows;  ///< ascending
};

/// Cut at quantiles of `values`, whole numbers, one for each row; equal ones stay together. Nothing
/// where all are equal.
[[nodiscard]] std::vector<RowRange> ranges_by(const std::vector<std::int64_t>& values,
                                              const RowGroupOptions& options = {});

/// The figures of such ranges: accuracy, or the root mean squared error of numbers.
///
/// errors   as `evaluate`
/// cost     O(replicates * rows)
[[nodiscard]] std::optional<RowGroups> groups_by(const Predictions& predictions, const Text& by,
                                                 const std::vector<std::int64_t>& values,
                                                 const RowGroupOptions& options = {});

}  // namespace ingot
