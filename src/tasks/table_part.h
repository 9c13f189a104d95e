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
  std::shared_ptr<const TableSource> rows = nullptr;
  std::vector<double> targets = {};  ///< as read_targets has them
  std::vector<float> weights = {};   ///< in training; empty: all alike
  std::int64_t left_out = 0;         ///< rows without a target that is known
  std::int64_t width = 1;            ///< TableTarget::width

  [[nodiscard]] std::int64_t size() const {
    return static_cast<std::int64_t>(targets.size()) / width;
  }
  /// As `evaluate` takes it: i64 class indices or f32 numbers, (rows); i64 label sets, (rows,
  /// labels).
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
/// Targets with the same values: those of a number in tenths of the rows by size, label sets by
/// their rarest label (-1: none).
[[nodiscard]] std::vector<std::int64_t> strata_of(std::span<const double> targets,
                                                  const TableTarget& target);

/// Each class (or tenth of the numbers) in its proportion; groups, where there are any, whole.
[[nodiscard]] std::vector<Fold> folds_of_rows(std::span<const double> targets,
                                              const std::vector<std::int64_t>& groups,
                                              const TableTarget& target,
                                              const FoldOptions& options);

}  // namespace ingot
