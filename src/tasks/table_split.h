// The rows of a table, divided so that what belongs together stands on one side.
#pragma once

#include "data/splits.h"
#include "evaluate/findings.h"
#include "features/table_target.h"
#include "tasks/split_choice.h"
#include "tasks/table_part.h"

namespace ingot {

struct TableDivision {
  Split rows;          ///< of the rows whose target is known
  SplitChoice choice;  ///< as it was settled
  /// The group of each row, where whole groups were kept; else empty.
  std::vector<std::int64_t> groups;
  std::vector<Decision> decisions;
};

/// Divides `known` as `--split` says, each class (or tenth of the numbers) in its proportion. Where
/// nothing is said: by group where an id, an e-mail address or a phone number recurs; by time where
/// the rows stand in the order of a date; else at random. Other such columns are named among the
/// decisions. A row without a group is a group of its own.
///
/// test      rows that are judged on anyway; training gives up their groups where groups were asked
///           for. nullptr: they are set aside here
/// shares    of the rows for validation and test
/// errors    wrong_usage, unknown_column, bad_time, too_few_groups, too_few_times
[[nodiscard]] TableDivision divide_table(const TablePart& known, const TablePart* test,
                                         const TableTarget& target, const BuildRequest& request,
                                         SplitShares shares);

}  // namespace ingot
