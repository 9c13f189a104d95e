// A large table in memory, for benchmarks of what reads tables.
#pragma once

#include <memory>

#include "ingot/table.h"

namespace ingot {

/// 1,000,000 rows x 15 columns: five of categories, three of whole numbers with gaps, four of other
/// numbers, an id, a date and money.
struct LargeTable {
  std::shared_ptr<const TableSource> rows;
  double bytes = 0;  ///< as a CSV file has them
};
[[nodiscard]] LargeTable large_table();

}  // namespace ingot
