#include "features/cell_run.h"

#include "features/encoder.h"

namespace ingot {

CellRun::CellRun(const TextColumn& cells, const ColumnProfile& profile, std::int64_t first,
                 std::int64_t count)
    : profile_(&profile) {
  cells_.reserve(static_cast<std::size_t>(count));
  for (std::int64_t row = first; row < first + count; ++row)
    cells_.push_back(present(cells, row, profile));
}

const std::vector<double>& CellRun::numbers() const {
  if (numbers_.empty()) {
    numbers_.reserve(cells_.size());
    for (const auto& cell : cells_) numbers_.push_back(number_of(cell, *profile_));
  }
  return numbers_;
}

}  // namespace ingot
