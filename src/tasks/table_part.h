// Rows of a table with their targets.
#pragma once

#include <memory>
#include <span>

#include "data/folds.h"
#include "features/table_target.h"
#include "ingot/table.h"
#include "ingot/tensor.h"

namespace ingot {

struct TablePart {
  std::shared_ptr<const TableSource> rows;
  std::vector<double> targets;      ///< class indices or numbers
  std::vector<float> weights = {};  ///< in training; empty: all alike
  std::int64_t left_out = 0;        ///< rows without a target that is known

  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(targets.size()); }
  /// As `evaluate` takes it: i64 class indices or f32 numbers, (rows).
  [[nodiscard]] Tensor truth(const TableTarget& target) const;
};

/// The rows of `table` whose target is known.
[[nodiscard]] TablePart labelled_rows(std::shared_ptr<const TableSource> table,
                                      const TableTarget& target);
/// The rows `rows` of `all`, ascending.
[[nodiscard]] TablePart part_of(const TablePart& all, std::vector<std::int64_t> rows);
/// The cells of one column, as a table.
[[nodiscard]] std::shared_ptr<const TableSource> one_column(const TableSource& table,
                                                            const std::string& name);
/// `flag` named the column. errors: unknown_column, with a near name
void require_column(const TableSource& table, const std::string& column, const char* flag);
/// A table in memory where it is small, else as it is.
[[nodiscard]] std::shared_ptr<const TableSource> kept_in_memory(
    std::shared_ptr<const TableSource> source);
/// Targets with the same values: those of a number in tenths of the rows by size.
[[nodiscard]] std::vector<std::int64_t> strata_of(std::span<const double> targets,
                                                  const TableTarget& target);

/// Each class (or tenth of the numbers) in its proportion; groups, where there are any, whole.
[[nodiscard]] std::vector<Fold> folds_of_rows(std::span<const double> targets,
                                              const std::vector<std::int64_t>& groups,
                                              const TableTarget& target,
                                              const FoldOptions& options);

}  // namespace ingot
