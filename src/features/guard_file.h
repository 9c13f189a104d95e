// What is wrong with a file as a whole: units, swaps, ways of writing, drift.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "features/guard_sample.h"
#include "features/guard_ties.h"
#include "ingot/table.h"

namespace ingot {

/// Rows of a file with one kind of finding in one column.
struct FindingCount {
  std::int64_t rows = 0;
  TableFinding first;
};
using FindingCounts = std::map<std::pair<std::string, std::string>, FindingCount>;

/// What a file is compared with.
struct GuardTraining {
  const std::vector<GuardColumn>& columns;
  const std::vector<ColumnSample>& samples;  ///< of the columns
  const GuardTies& ties;
};

/// sample   rows of the file, whose columns are those of the training, in their order
/// counts   of the findings in all `rows` of it
///
/// returns  the gravest first in each column; columns by how far they are from training
/// source   tests of homogeneity and of Kolmogorov and Smirnov, each at 0.001 over all columns and
///          tests (Bonferroni)
[[nodiscard]] std::vector<TableFinding> check_file(const GuardTraining& training,
                                                   const Table& sample, std::int64_t rows,
                                                   const FindingCounts& counts);

/// Rows that equal no earlier one.
[[nodiscard]] std::vector<std::int64_t> rows_once(const Table& rows);

}  // namespace ingot
