// The rows of a table, divided into what is learned from, what choices are made on and what the
// figures are of.
#pragma once

#include "base/progress.h"
#include "evaluate/findings.h"
#include "features/table_profile.h"
#include "features/table_target.h"
#include "tasks/build_request.h"

namespace ingot {

struct TablePart {
  std::shared_ptr<const TableSource> rows;
  std::vector<double> targets;  ///< class indices or numbers
  std::int64_t left_out = 0;    ///< rows without a target that is known

  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(targets.size()); }
  /// As `evaluate` takes it: i64 class indices or f32 numbers, (rows).
  [[nodiscard]] Tensor truth(const TableTarget& target) const;
};

struct TableParts {
  std::string name;
  std::string sha256;
  TableTarget target;
  TablePart train, valid, test;
  TableProfile profile;  ///< of the training rows
  std::vector<Decision> decisions;
};

/// Opens the table of the request and divides it: `--test` is the test part where it is given, else
/// 10 % of the rows are set aside for the figures, and 10 % for validation; each class (or tenth of
/// the numbers) in its proportion. Rows without a target are left out.
///
/// errors    those of open_table and find_target; no_target, too_few_rows
[[nodiscard]] TableParts open_table_parts(const BuildRequest& request, WantedTarget wanted,
                                          Progress& progress);

/// The rows of `table` whose target is known.
[[nodiscard]] TablePart labelled_rows(std::shared_ptr<const TableSource> table,
                                      const TableTarget& target);
/// A table in memory where it is small, else as it is.
[[nodiscard]] std::shared_ptr<const TableSource> kept_in_memory(
    std::shared_ptr<const TableSource> source);
/// Targets with the same values: those of a number in tenths of the rows by size.
[[nodiscard]] std::vector<std::int64_t> strata_of(std::span<const double> targets,
                                                  const TableTarget& target);

}  // namespace ingot
