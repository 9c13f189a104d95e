// Neighbouring cells of one column, read once for all that encode them.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "features/column_profile.h"
#include "ingot/table.h"

namespace ingot {

/// Cells [first, first + count) of a column, as its profile reads them. One thread may use it.
class CellRun {
 public:
  CellRun(const TextColumn& cells, const ColumnProfile& profile, std::int64_t first,
          std::int64_t count);
  CellRun(const TextColumn& cells, const ColumnProfile& profile)
      : CellRun(cells, profile, 0, cells.size()) {}

  [[nodiscard]] std::int64_t size() const { return std::ssize(cells_); }
  /// As present() says it.
  [[nodiscard]] const std::optional<std::string_view>& operator[](std::int64_t i) const {
    return cells_[static_cast<std::size_t>(i)];
  }
  /// Of a cell that is present: value_key(). `made` holds it where it is not the cell itself.
  [[nodiscard]] std::string_view key(std::int64_t i, std::string& made) const {
    return value_key(*profile_, *cells_[static_cast<std::size_t>(i)], made);
  }
  /// As number_in() says it; one for each cell.
  [[nodiscard]] const std::vector<double>& numbers() const;

 private:
  const ColumnProfile* profile_;
  std::vector<std::optional<std::string_view>> cells_;
  mutable std::vector<double> numbers_;  // once they were asked for
};

}  // namespace ingot
